import { join } from 'node:path';
import { ensureClientGenerated } from './setup/generate-client.js';
import { ensureInstalled } from './setup/install.js';
import { checkNode, root } from './setup/project.js';
import { runTool } from './setup/run-tool.js';
import { runCommand } from './setup/say.js';

/** `npm run bench`, `npm run bench -- NAME`: prints the benchmark table with the targets beside the figures. */
await runCommand(async () => {
  checkNode();
  await ensureInstalled();
  await ensureClientGenerated();
  await runTool(process.execPath, ['--import', 'tsx', join(root, 'bench', 'main.ts'), ...process.argv.slice(2)], {
    show: true,
  });
});
