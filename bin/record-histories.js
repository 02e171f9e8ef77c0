import { join } from 'node:path';
import { ensureInstalled } from './setup/install.js';
import { checkNode, root } from './setup/project.js';
import { runTool } from './setup/run-tool.js';
import { runCommand } from './setup/say.js';

/** `npm run record:histories`: records carriers whose histories are missing, for the replay test. */
await runCommand(async () => {
  checkNode();
  await ensureInstalled();
  const script = join(root, 'tests', 'workflows', 'record-histories.ts');
  await runTool(process.execPath, ['--import', 'tsx', script], { show: true });
});
