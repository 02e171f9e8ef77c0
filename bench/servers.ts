import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from '../bin/setup/home.js';
import { freePort } from '../bin/setup/ports.js';
import { postgresUrl, startPostgres } from '../bin/setup/postgres.js';
import { endProcess } from '../bin/setup/processes.js';
import { provideTemporalCli } from '../bin/setup/temporal-cli.js';
import { startTemporal } from '../bin/setup/temporal-server.js';
import { migrate } from '../prisma/migrate.ts';

/** Of this process, PostgreSQL and Temporal. */
export type CpuMillis = { readonly node: number; readonly postgres: number; readonly temporal: number };

export type Servers = {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** CPU milliseconds used so far. */
  readonly cpuMillis: () => CpuMillis;
  readonly stop: () => Promise<void>;
};

/** PostgreSQL and Temporal as `npm start` has them, with everything that keeps data safe, in a folder of their own. */
export async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-bench-'));
  chmodSync(folder, 0o755);
  const program = await provideTemporalCli(homeFolder());
  const place = {
    folder: join(folder, 'postgres'),
    port: await freePort(undefined),
    password: 'bench',
    logFile: join(folder, 'postgres.log'),
  };
  const postgres = await startPostgres(place);
  const databaseUrl = postgresUrl(place);
  await migrate({ url: databaseUrl });
  const port = await freePort(undefined);
  const temporal = await startTemporal({
    program,
    port,
    file: join(folder, 'temporal.db'),
    logFile: join(folder, 'temporal.log'),
  });
  return {
    databaseUrl,
    temporalAddress: `127.0.0.1:${port}`,
    cpuMillis: () => ({
      node: ownMillis(),
      postgres: treeMillis(postgres.pid ?? 0),
      temporal: treeMillis(temporal.pid ?? 0),
    }),
    async stop() {
      await endProcess(temporal.pid ?? 0, { signal: 'SIGTERM' });
      await endProcess(postgres.pid ?? 0, { signal: 'SIGINT' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ownMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** CPU time of a process with its children, living and ended, from /proc; clock ticks are 10 ms. */
function treeMillis(pid: number): number {
  const own = statOf(pid);
  if (!own) return 0;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return own.reduce((sum, ticks) => sum + ticks, 0) * 10 + children.reduce((sum, child) => sum + treeMillis(child), 0);
}

function statOf(pid: number): number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number);
  } catch {
    return undefined;
  }
}
