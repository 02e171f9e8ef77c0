import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.js';
import { forgetfulSettings, postgresUrl, startPostgres } from './postgres.js';
import { endProcess, isAlive, listProcesses } from './processes.js';
import { runTool } from './run-tool.js';

const prefix = 'cadenza-postgres-';
/** Good enough for a server that only this machine reaches, with nothing of value in it; the same each time, as data folders are copied. */
const password = 'throwaway';

/**
 * A PostgreSQL server in a temporary folder, for tests and for writing migrations. It skips everything that protects data
 * from a loss of power.
 * @param {{ from?: string }} [options] a data folder to begin with, made by `copyTo`
 */
export async function startThrowawayPostgres({ from } = {}) {
  await endAbandoned();
  const home = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(home, 0o755);
  const folder = join(home, 'data');
  if (from) await runTool('cp', ['-a', from, folder]);
  const place = {
    folder,
    port: await freePort(undefined),
    password,
    logFile: join(home, 'postgres.log'),
    extra: forgetfulSettings,
  };
  const { pid = 0 } = await startPostgres(place);
  const end = () => endProcess(pid, { signal: 'SIGINT' });
  return {
    pid,
    /** @param {string} [database] */
    url: (database) => postgresUrl(place, database),
    async stop() {
      await end();
      rmSync(home, { recursive: true, force: true });
    },
    /** Ends the server and keeps its data folder. @param {string} target */
    async copyTo(target) {
      await end();
      await runTool('cp', ['-a', folder, target]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Ends servers whose command was killed before it could do so. */
async function endAbandoned() {
  const abandoned = listProcesses().flatMap(({ pid, command }) => {
    const [, folder = '', owner] = new RegExp(`postgres -D (\\S*/${prefix}(\\d+)-\\w+)/data `).exec(command) ?? [];
    return owner && !isAlive(Number(owner)) ? [{ pid, folder }] : [];
  });
  for (const { pid, folder } of abandoned) {
    await endProcess(pid, { signal: 'SIGINT' });
    rmSync(folder, { recursive: true, force: true });
  }
}
