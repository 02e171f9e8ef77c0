import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../bin/setup/ports.js';
import { root } from '../bin/setup/project.js';

export const apiKey = 'bench-key-7c1b9e04d5a84f3e9d22';

/** The whole product by `npm start`, in a home of its own, with demo records or none. */
export async function startProduct({ seed }: { seed: 'demo' | 'none' }) {
  const home = mkdtempSync(join(tmpdir(), 'cadenza-bench-home-'));
  chmodSync(home, 0o755);
  const port = await freePort(undefined);
  const start = async () => {
    const began = performance.now();
    const env = {
      ...process.env,
      PORT: String(port),
      CADENZA_HOME: home,
      CADENZA_SEED: seed,
      CADENZA_API_KEY: apiKey,
      CADENZA_LOG_LEVEL: 'error',
    };
    const child = spawn('npm', ['start'], { cwd: root, env, detached: true, stdio: 'ignore' });
    for (;;) {
      const ready = await fetch(`http://localhost:${port}/readyz`).then(
        ({ status }) => status === 200,
        () => false,
      );
      if (ready) return { child, seconds: (performance.now() - began) / 1000 };
      if (child.exitCode !== null) throw new Error('npm start ended before it was ready');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const stop = async (child: ReturnType<typeof spawn>) => {
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    // npm itself ends before what it has started.
    while (processesOf(home).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return {
    base: `http://localhost:${port}`,
    start,
    stop,
    residentMiB: () => residentMiB(home),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Every process that serves the home. */
function processesOf(home: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const parents = new Map(pids.map((pid) => [pid, /PPid:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? '']));
  const mine = new Set(
    pids.filter(
      (pid) =>
        read(`/proc/${pid}/environ`).includes(`CADENZA_HOME=${home}\0`) || read(`/proc/${pid}/cmdline`).includes(home),
    ),
  );
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, parent] of parents) if (mine.has(parent) && !mine.has(pid)) grown = Boolean(mine.add(pid));
  }
  return [...mine];
}

/** Their resident memory in MiB; pages they share count once for each. */
function residentMiB(home: string): number {
  const kib = processesOf(home).map((pid) => Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0));
  return Math.round(kib.reduce((sum, value) => sum + value, 0) / 1024);
}
