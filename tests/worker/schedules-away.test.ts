import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enrollAudience } from '../../activities/enroll-audience.ts';
import { homeFolder } from '../../bin/setup/home.js';
import { freePort } from '../../bin/setup/ports.js';
import { endProcess, sendSignal } from '../../bin/setup/processes.js';
import { provideTemporalCli } from '../../bin/setup/temporal-cli.js';
import { startTemporal } from '../../bin/setup/temporal-server.js';
import { syncSchedules } from '../../worker/schedules.ts';
import { createEngineWorld } from '../harness/engine-world.ts';
import { openTestTemporal, type TestTemporal } from '../harness/test-workflows.ts';
import { until } from '../harness/until.ts';

/** How often it comes, in ms: often enough that few seconds hold several times. */
const every = 2000;
/** Times that pass while nothing runs, at least. */
const missed = 4;

let world: Awaited<ReturnType<typeof createEngineWorld>>;
let temporal: TestTemporal;
let server: { start: () => Promise<void>; kill: () => Promise<void>; clear: () => void };

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cadenza-away-'));
  const port = await freePort(undefined);
  const place = { port, file: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log') };
  const program = await provideTemporalCli(homeFolder());
  let pid = 0;
  process.once('exit', () => pid > 0 && sendSignal(pid, 'SIGKILL'));
  server = {
    start: async () => {
      pid = (await startTemporal({ program, ...place })).pid ?? 0;
    },
    kill: () => endProcess(pid, { signal: 'SIGKILL' }),
    clear: () => rmSync(folder, { recursive: true, force: true }),
  };
  await server.start();
  temporal = await openTestTemporal({ address: `127.0.0.1:${port}`, namespace: 'default' });
  world = await createEngineWorld({ start: new Date().toISOString() });
  const deps = { ...world.deps, clock: () => new Date() };
  await temporal.startWorker({
    activities: { enrollAudience: (time: Parameters<typeof enrollAudience>[1]) => enrollAudience(deps, time) },
  });
});

afterAll(async () => {
  await temporal.close();
  await server.kill();
  server.clear();
  await world.close();
});

/** The times that have admitted records, oldest first (ms), each with how many. */
const times = async () =>
  (
    await world.db.query<{ cause: string; n: number }>(
      `SELECT cause, count(*)::int AS n FROM enrollment WHERE cause LIKE 'schedule:%' GROUP BY 1 ORDER BY 1`,
    )
  ).map(({ cause, n }) => ({ at: Date.parse(cause.slice('schedule:'.length)), n }));

test('of the times that pass while Temporal is away the first is made up for, and the next as the one that may wait; then it goes on', async () => {
  for (const lastName of ['A', 'B']) await world.create('lead', { lastName, source: 'away' });
  const { client, taskQueue } = temporal;
  await world.publish({
    key: 'away',
    triggers: [
      {
        id: 'clock',
        type: 'schedule',
        every: 'PT1M',
        audience: { where: { '==': [{ var: 'record.source' }, 'away'] } },
      },
    ],
    start: 'tag',
    steps: { tag: { type: 'add-tag', config: { tag: 'away' }, next: { done: null } } },
    enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
  });
  await syncSchedules({
    db: world.db,
    client,
    index: world.index,
    companyZone: () => 'UTC',
    queues: { carriers: taskQueue, bulk: taskQueue },
  });
  const [row] = await world.db.query<{ id: string }>(`SELECT id FROM workflow WHERE key = 'away'`);
  const schedule = () => client.schedule.getHandle(`schedule-${row?.id}-clock`);
  // Seconds instead of minutes; what is made up for stays as the worker told it.
  await schedule().update((told) => ({ ...told, spec: { intervals: [{ every }] } }));
  // Between two times: one that is under way when Temporal goes keeps the second from being made up for.
  await until('times have come, and none is under way', async () => {
    const { info } = await schedule().describe();
    const last = (await times()).at(-1)?.at ?? 0;
    return info.numActionsTaken >= 2 && info.runningActions.length === 0 && Date.now() < last + every / 2;
  });
  await server.kill();
  const before = (await times()).at(-1)?.at ?? 0;
  await until('several times have passed', async () => Date.now() > before + (missed + 1) * every);
  expect((await times()).at(-1)?.at).toBe(before);
  const back = Date.now();
  await server.start();
  await until('it comes again at its times', async () => ((await times()).at(-1)?.at ?? 0) > back + every);
  await schedule().pause();

  const since = (await times()).filter(({ at }) => at > before);
  const whileAway = since.filter(({ at }) => at < back).map(({ at }) => (at - before) / every);
  expect(whileAway).toEqual([1, 2]);
  expect(new Set((await times()).map(({ n }) => n))).toEqual(new Set([2]));
});
