import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from '../../bin/setup/build-output.js';
import { bundleProcesses, folders } from '../../bin/setup/build-server.js';
import { ensureWorkflowsBuilt } from '../../bin/setup/build-workflows.js';
import { fingerprint } from '../../bin/setup/fingerprint.js';
import { endProcess, sendSignal } from '../../bin/setup/processes.js';
import type { FaultPlan } from './fault-plan.ts';
import type { ChaosServers } from './servers.ts';

export type ChaosProcess = {
  readonly pid: number;
  /** The point at which it ended or stopped itself, when it has. */
  readonly hit: Promise<string | null>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  readonly send: (signal: NodeJS.Signals) => void;
  /** As a supervisor stops it. @returns milliseconds until it was gone */
  readonly stop: () => Promise<number>;
  /** What it wrote; the end of it. */
  readonly output: () => string;
};

export type Processes = {
  readonly worker: (plan: FaultPlan, smtpUrl: string) => ChaosProcess;
  /** As in production, or with a plan of where it ends itself. */
  readonly api: (port: number, apiKey: string, plan?: FaultPlan) => ChaosProcess;
  readonly killAll: () => Promise<void>;
};

const entries = {
  api: 'api/main.ts',
  'api-process': 'tests/chaos/api-process.ts',
  worker: 'tests/chaos/worker-process.ts',
};

/** Builds the worker (with room for faults) and the API as they are built for production, and starts any number of them. */
export async function openProcesses({ databaseUrl, temporalAddress }: ChaosServers): Promise<Processes> {
  const hash = fingerprint([...folders, 'tests/chaos', 'bin/setup/build-server.js', 'package-lock.json']);
  const built = await ensureBuilt({ part: 'chaos', hash, write: (folder) => bundleProcesses(folder, entries) });
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    CADENZA_WORKFLOW_BUNDLE: await ensureWorkflowsBuilt(),
    CADENZA_SEED: 'none',
    CADENZA_LOG_LEVEL: 'warn',
  };
  const all = new Set<ChaosProcess>();
  const start = (name: keyof typeof entries, args: readonly string[], more: Readonly<Record<string, string>>) => {
    const stdio = ['ignore', 'pipe', 'pipe', 'pipe'] as const;
    const child = spawn(process.execPath, [join(built, `${name}.js`), ...args], {
      env: { ...env, ...more },
      stdio: [...stdio],
    });
    const running = follow(child);
    all.add(running);
    void running.ended.then(() => all.delete(running));
    return running;
  };
  return {
    worker: (plan, smtpUrl) => start('worker', [JSON.stringify(plan)], { SMTP_URL: smtpUrl }),
    api: (port, apiKey, plan) => {
      const settings = { PORT: String(port), CADENZA_API_KEY: apiKey };
      return plan ? start('api-process', [JSON.stringify(plan)], settings) : start('api', [], settings);
    },
    killAll: async () => {
      await Promise.all([...all].map(({ pid }) => endProcess(pid, { signal: 'SIGKILL' })));
    },
  };
}

function follow(child: ChildProcess): ChaosProcess {
  const pid = child.pid ?? 0;
  const end = () => sendSignal(pid, 'SIGKILL');
  process.once('exit', end);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-20_000);
    });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => {
      process.removeListener('exit', end);
      resolve({ code, signal });
    });
  });
  const hit = new Promise<string | null>((resolve) => {
    child.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    void ended.then(() => setTimeout(() => resolve(null), 100));
  });
  return {
    pid,
    hit,
    ended,
    send: (signal) => sendSignal(pid, signal),
    async stop() {
      const began = performance.now();
      sendSignal(pid, 'SIGTERM');
      await ended;
      return performance.now() - began;
    },
    output: () => text,
  };
}
