import { join } from 'node:path';
import { ensureClientGenerated } from './setup/generate-client.js';
import { ensureInstalled } from './setup/install.js';
import { nodeOptions } from './setup/parts.js';
import { checkNode, root } from './setup/project.js';
import { runTool } from './setup/run-tool.js';
import { runCommand } from './setup/say.js';

/** `npm run bench`, `npm run bench -- NAME`: prints the benchmark table with the targets beside the figures. */
await runCommand(async () => {
  checkNode();
  await ensureInstalled();
  await ensureClientGenerated();
  const program = ['--import', 'tsx', join(root, 'bench', 'main.ts'), ...process.argv.slice(2)];
  await runTool(process.execPath, [...nodeOptions('worker'), ...program], { show: true });
});
