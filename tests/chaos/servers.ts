import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeFolder } from '../../bin/setup/home.js';
import { freePort } from '../../bin/setup/ports.js';
import { postgresUrl, startPostgres } from '../../bin/setup/postgres.js';
import { endProcess, sendSignal } from '../../bin/setup/processes.js';
import { runTool } from '../../bin/setup/run-tool.js';
import { provideTemporalCli } from '../../bin/setup/temporal-cli.js';
import { startTemporal } from '../../bin/setup/temporal-server.js';

/** One server that is killed and started again on what it left, at the same port. */
export type Killable = {
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
};

export type ChaosServers = {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly postgres: Killable & {
    /** Only while it does not run: keeps a copy of all it holds, and puts that back. */
    readonly backUp: () => void;
    readonly restore: () => void;
  };
  readonly temporal: Killable & { /** Only while it does not run. */ readonly forgetAll: () => void };
  readonly stop: () => Promise<void>;
};

/** PostgreSQL and Temporal as `npm start` runs them, with everything that keeps data safe, in a folder of their own. */
export async function startServers(): Promise<ChaosServers> {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-chaos-'));
  chmodSync(folder, 0o755);
  const place = {
    folder: join(folder, 'postgres'),
    port: await freePort(undefined),
    password: 'chaos',
    logFile: join(folder, 'postgres.log'),
  };
  const postgres = await startKillable(() => startPostgres(place));
  const databaseUrl = postgresUrl(place);
  const { NODE_OPTIONS: _, ...env } = process.env;
  await runTool(process.execPath, ['--import', 'tsx', join('tests', 'harness', 'migrate-template.ts'), databaseUrl], {
    env,
  });

  const program = await provideTemporalCli(homeFolder());
  const port = await freePort(undefined);
  const file = join(folder, 'temporal.db');
  const temporal = await startKillable(() =>
    startTemporal({ program, port, file, logFile: join(folder, 'temporal.log') }),
  );
  return {
    databaseUrl,
    temporalAddress: `127.0.0.1:${port}`,
    postgres: {
      ...postgres,
      backUp: () => copyFolder(place.folder, join(folder, 'backup')),
      restore: () => copyFolder(join(folder, 'backup'), place.folder),
    },
    temporal: {
      ...temporal,
      forgetAll() {
        for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      },
    },
    async stop() {
      await Promise.all([temporal.kill(), postgres.kill()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As root, PostgreSQL runs as somebody else: the copy is theirs as well. */
function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync('cp', ['-a', from, to]);
}

async function startKillable(start: () => ReturnType<typeof startTemporal>): Promise<Killable> {
  let child = await start();
  const end = () => sendSignal(child.pid ?? 0, 'SIGKILL');
  process.once('exit', end);
  return {
    kill: () => endProcess(child.pid ?? 0, { signal: 'SIGKILL' }),
    async start() {
      child = await start();
    },
  };
}
