import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { forgetfulSettings, postgresUrl, startPostgres } from './postgres.js';
import { endProcess } from './processes.js';

/**
 * A PostgreSQL server in a temporary folder, for tests and for writing migrations. It skips everything that protects data
 * from a loss of power.
 * @returns {Promise<{ url: (database?: string) => string, pid: number, stop: () => Promise<void> }>}
 */
export async function startThrowawayPostgres() {
  const home = mkdtempSync(join(tmpdir(), 'cadenza-postgres-'));
  chmodSync(home, 0o755);
  const place = {
    folder: join(home, 'data'),
    port: await freePort(undefined),
    password: randomBytes(12).toString('hex'),
    logFile: join(home, 'postgres.log'),
    extra: forgetfulSettings,
  };
  const { pid = 0 } = await startPostgres(place);
  return {
    url: (database) => postgresUrl(place, database),
    pid,
    stop: async () => {
      await endProcess(pid, { signal: 'SIGINT' });
      rmSync(home, { recursive: true, force: true });
    },
  };
}
