import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from '../../bin/setup/home.js';
import { freePort } from '../../bin/setup/ports.js';
import { endProcess, isAlive, listProcesses } from '../../bin/setup/processes.js';
import { provideTemporalCli } from '../../bin/setup/temporal-cli.js';
import { startTemporal } from '../../bin/setup/temporal-server.js';
import { endAtOnce } from './test-postgres.js';

const prefix = 'cadenza-temporal-';

/** Starts a Temporal server with a file store of its own, as production has it, in a temporary folder. */
export async function startTestTemporal() {
  await endAbandoned();
  const program = await provideTemporalCli(homeFolder());
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const port = await freePort(undefined);
  const place = { program, port, file: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log') };
  const { pid = 0 } = await startTemporal(place);
  process.once('exit', () => endAtOnce(pid));
  return {
    answer: { address: `127.0.0.1:${port}`, namespace: 'default' },
    async stop() {
      await endProcess(pid, { signal: 'SIGKILL' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ends servers whose test run was killed before it could do so. */
async function endAbandoned() {
  for (const { pid, command } of listProcesses()) {
    const [, folder = '', owner] = new RegExp(`--db-filename (\\S*/${prefix}(\\d+)-\\w+)/`).exec(command) ?? [];
    if (!owner || isAlive(Number(owner))) continue;
    await endProcess(pid, { signal: 'SIGKILL' });
    rmSync(folder, { recursive: true, force: true });
  }
}
