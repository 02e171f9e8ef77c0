import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../../bin/setup/build-output.js';
import { keepRunning } from '../../bin/setup/keep-running.js';
import { withLock } from '../../bin/setup/lock.js';
import { createPartSet } from '../../bin/setup/part-set.js';
import { freePort } from '../../bin/setup/ports.js';
import { endProcess, isAlive, sendSignal } from '../../bin/setup/processes.js';
import { root } from '../../bin/setup/project.js';
import { until } from '../harness/until.ts';

const idle = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });

function partFrom(children: ChildProcess[], name = 'part', layer = 0) {
  const start = async () => {
    const child = idle();
    children.push(child);
    return child;
  };
  return { name, layer, start, stopSignal: 'SIGTERM' as const, patience: 30_000 };
}

/** A process that, asked to end, adds its name to the file before it does: its parent hears of exits in no certain order. */
async function writesWhenItEnds(file: string, name: string): Promise<ChildProcess> {
  const onEnd = `require('fs').appendFileSync(${JSON.stringify(file)}, '${name} '); process.exit()`;
  const program = `process.on('SIGTERM', () => { ${onEnd} }); console.log('on'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', program]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

const pidOf = (child: ChildProcess | undefined): number => child?.pid ?? 0;

test('a part that ends is started again, and not after it was stopped', async () => {
  const children: ChildProcess[] = [];
  const part = await keepRunning(partFrom(children));
  sendSignal(pidOf(children[0]), 'SIGKILL');
  await until('a second one runs', () => children.length === 2);
  await part.stop();
  expect(children.map((child) => isAlive(pidOf(child)))).toEqual([false, false]);
  expect(children).toHaveLength(2);
});

test('a part that is just being started again when it is stopped ends as well', async () => {
  const children: ChildProcess[] = [];
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const start = async () => {
    const child = idle();
    children.push(child);
    if (children.length > 1) await held;
    return child;
  };
  const part = await keepRunning({ ...partFrom([]), start });
  sendSignal(pidOf(children[0]), 'SIGKILL');
  await until('a second one is on its way', () => children.length === 2);
  const stopped = part.stop();
  letGo();
  await stopped;
  expect(children.map((child) => isAlive(pidOf(child)))).toEqual([false, false]);
});

test('parts are stopped layer by layer, the highest first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-parts-'));
  const ends = join(folder, 'ends');
  const parts = createPartSet();
  for (const [layer, name] of [[0, 'service'] as const, [1, 'process'] as const]) {
    await parts.add({ ...partFrom([], name, layer), start: () => writesWhenItEnds(ends, name) });
  }
  await parts.stop();
  expect(readFileSync(ends, 'utf8')).toBe('process service ');
  await expect(parts.add(partFrom([]))).rejects.toThrow('not started any more');
  rmSync(folder, { recursive: true });
});

test('a process that does not end politely is ended by force', async () => {
  const stubborn = spawn(process.execPath, [
    '-e',
    "process.on('SIGTERM', () => {}); console.log('on'); setInterval(() => {}, 1000)",
  ]);
  await new Promise((resolve) => stubborn.stdout.once('data', resolve));
  await endProcess(pidOf(stubborn), { patience: 100 });
  expect(isAlive(pidOf(stubborn))).toBe(false);
});

/** A process that has a lock and keeps it. */
async function holderOf(lock: string): Promise<ChildProcess> {
  const work = "() => { console.log('on'); return new Promise(() => setInterval(() => {}, 1000)); }";
  const file = JSON.stringify(join(root, 'bin', 'setup', 'lock.js'));
  const program = `import(${file}).then(({ withLock }) => withLock(${JSON.stringify(lock)}, ${work}))`;
  const child = spawn(process.execPath, ['-e', program]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

test('a lock lets one in at a time, and a dead holder does not keep it', async () => {
  const name = `test-${crypto.randomUUID()}`;
  await endProcess(pidOf(await holderOf(name)), { signal: 'SIGKILL' });
  let inside = 0;
  const most = await Promise.all(
    Array.from({ length: 8 }, () =>
      withLock(name, async () => {
        inside += 1;
        await new Promise((resolve) => setImmediate(resolve));
        const seen = inside;
        inside -= 1;
        return seen;
      }),
    ),
  );
  expect(most).toEqual(Array.from({ length: 8 }, () => 1));
});

test('a build is written once for the same sources, and a failed one leaves nothing', async () => {
  const part = `test-${crypto.randomUUID()}`;
  let written = 0;
  const write = async (folder: string) => {
    written += 1;
    writeFileSync(join(folder, 'file'), 'x');
  };
  const [first, second] = await Promise.all([1, 2].map(() => ensureBuilt({ part, hash: 'a', write })));
  expect(first).toBe(second);
  expect(written).toBe(1);
  const failing = async () => {
    throw new Error('no');
  };
  await expect(ensureBuilt({ part, hash: 'b', write: failing })).rejects.toThrow('no');
  expect(existsSync(join(root, 'dist', part, 'b'))).toBe(false);
  rmSync(join(root, 'dist', part), { recursive: true });
});

test('a remembered port is kept while it is free', async () => {
  // Somebody else may take the one that was just found free.
  await until('one that is kept', async () => {
    const port = await freePort(undefined);
    return (await freePort(port)) === port;
  });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await freePort(port)).not.toBe(port);
  server.close();
  const promised = await freePort(undefined);
  expect(await freePort(promised, [promised])).not.toBe(promised);
});

test('a start with nonsense settings says so and ends', async () => {
  const home = mkdtempSync(join(tmpdir(), 'cadenza-start-'));
  const env = { ...process.env, PORT: 'abc', CADENZA_HOME: home, NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [join(root, 'bin', 'start.js')], { env });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(child.exitCode).toBe(1);
  expect(text).toContain('PORT should be a port number');
  rmSync(home, { recursive: true });
});
