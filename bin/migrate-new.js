import { join } from 'node:path';
import { ensureInstalled } from './setup/install.js';
import { checkNode, root } from './setup/project.js';
import { runTool } from './setup/run-tool.js';
import { runCommand, SetupError } from './setup/say.js';

/** `npm run migrate:new NAME` writes prisma/migrations/…_NAME from what changed in schema.prisma. */
await runCommand(async () => {
  checkNode();
  const name = process.argv[2] ?? '';
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new SetupError('Name the migration in lower case and underscores: npm run migrate:new add_due_date');
  }
  await ensureInstalled();
  const { startThrowawayPostgres } = await import('./setup/throwaway-postgres.js');
  const postgres = await startThrowawayPostgres();
  try {
    const script = join(root, 'prisma', 'new-migration.ts');
    await runTool(process.execPath, ['--import', 'tsx', script, name, postgres.url()], { show: true });
  } finally {
    await postgres.stop();
  }
});
