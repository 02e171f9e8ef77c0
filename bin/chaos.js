import { join } from 'node:path';
import { ensureClientGenerated } from './setup/generate-client.js';
import { ensureInstalled } from './setup/install.js';
import { checkNode, root } from './setup/project.js';
import { runTool } from './setup/run-tool.js';
import { runCommand } from './setup/say.js';

/**
 * `npm run test:chaos`, `npm run test:chaos -- PART seed=N`: crashes at named points, kills at random, a stopped worker,
 * Temporal lost; prints what it did and found.
 */
await runCommand(async () => {
  checkNode();
  await ensureInstalled();
  await ensureClientGenerated();
  const script = join(root, 'tests', 'chaos', 'main.ts');
  await runTool(process.execPath, ['--import', 'tsx', script, ...process.argv.slice(2)], { show: true });
});
