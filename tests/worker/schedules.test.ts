import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enrollAudience } from '../../activities/enroll-audience.ts';
import { systemActor } from '../../crm/actor.ts';
import { enrollScheduled } from '../../crm/schedules/enroll-scheduled.ts';
import { archiveWorkflow, pauseWorkflow, resumeWorkflow } from '../../crm/workflows/change-state.ts';
import type { JsonObject } from '../../domain/json.ts';
import { syncSchedules } from '../../worker/schedules.ts';
import { createTemporalWorld, type TemporalWorld } from '../harness/temporal-world.ts';
import { until } from '../harness/until.ts';

let world: TemporalWorld;
beforeAll(async () => {
  world = await createTemporalWorld({ zone: 'Europe/Warsaw' });
  await world.temporal.startWorker({
    taskQueue: `${world.temporal.taskQueue}-bulk`,
    activities: { enrollAudience: (time: Parameters<typeof enrollAudience>[1]) => enrollAudience(world.deps, time) },
  });
});
afterAll(() => world.close());

const sync = (options = {}) =>
  syncSchedules(
    {
      db: world.db,
      client: world.temporal.client,
      index: world.index,
      companyZone: () => 'Europe/Warsaw',
      queues: { carriers: world.temporal.taskQueue, bulk: `${world.temporal.taskQueue}-bulk` },
    },
    options,
  );
const publish = (key: string, schedule: JsonObject) =>
  world.publish({
    key,
    triggers: [
      { id: 'clock', type: 'schedule', audience: { where: { '==': [{ var: 'record.source' }, key] } }, ...schedule },
    ],
    start: 'tag',
    steps: { tag: { type: 'add-tag', config: { tag: key }, next: { done: null } } },
    enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
  });
async function handleOf(key: string) {
  const [row] = await world.db.query<{ id: string }>('SELECT id FROM workflow WHERE key = $1', [key]);
  return { id: row?.id ?? '', handle: world.temporal.client.schedule.getHandle(`schedule-${row?.id}-clock`) };
}
const acting = { actor: systemActor, requestId: 'test', now: new Date() };

test('a schedule admits the records of its condition at its times, each once a time', async () => {
  for (const lastName of ['A', 'B']) await world.create('lead', { lastName, source: 'weekly' });
  await world.create('lead', { lastName: 'C', source: 'other' });
  await publish('weekly', { cron: '0 9 * * 1' });
  // Two workers look at the same time: one tells Temporal.
  expect((await Promise.all([sync(), sync()])).sort()).toEqual([0, 1]);
  expect(await sync()).toBe(0);
  const { id, handle } = await handleOf('weekly');
  const { spec, policies, info } = await handle.describe();
  expect([spec.timezone, policies.overlap, policies.catchupWindow]).toEqual([
    'Europe/Warsaw',
    'BUFFER_ONE',
    86_400_000,
  ]);
  expect(info.nextActionTimes[0]?.getUTCDay()).toBe(1);
  // Two Mondays of the past, as if the machine had been away.
  await handle.backfill({
    start: new Date('2026-01-05T00:00:00Z'),
    end: new Date('2026-01-12T23:00:00Z'),
    overlap: 'ALLOW_ALL',
  });
  await until('both times have come', async () => (await world.runsOf('weekly')).length === 4);
  const causes = await world.db.query<{ cause: string; n: number }>(
    'SELECT cause, count(*)::int AS n FROM enrollment WHERE "workflowId" = $1 GROUP BY 1 ORDER BY 1',
    [id],
  );
  expect(causes).toEqual([
    { cause: 'schedule:2026-01-05T08:00:00.000Z', n: 2 },
    { cause: 'schedule:2026-01-12T08:00:00.000Z', n: 2 },
  ]);
  const again = { workflowId: id, triggerId: 'clock', scheduledAt: '2026-01-05T08:00:00.000Z' };
  const starting = { versions: world.versions, company: world.deps.settings, now: new Date() };
  expect(await enrollScheduled(world.db, again, starting)).toEqual({ count: 2 });
  expect(await world.runsOf('weekly')).toHaveLength(4);
});

test('it stands still while its workflow is paused, follows a new version, and goes with the workflow', async () => {
  await publish('often', { every: 'PT6H' });
  await sync();
  const { handle } = await handleOf('often');
  await world.db.transaction((tx) => pauseWorkflow(tx, 'often', acting));
  await sync();
  expect((await handle.describe()).state.paused).toBe(true);
  await world.db.transaction((tx) => resumeWorkflow(tx, { key: 'often', backlog: 'run' }, acting));
  await publish('often', { every: 'PT2H' });
  await sync();
  const described = await handle.describe();
  expect([described.state.paused, described.spec.intervals?.[0]?.every]).toEqual([false, 7_200_000]);
  await world.db.transaction((tx) => archiveWorkflow(tx, 'often', acting));
  await sync();
  await expect(handle.describe()).rejects.toThrow();
});

test('a schedule that Temporal has lost is told to it anew', async () => {
  await publish('lost', { every: 'PT1H' });
  await sync();
  const { handle } = await handleOf('lost');
  await handle.delete();
  expect(await sync()).toBe(0);
  expect(await sync({ thorough: true })).toBe(1);
  expect((await handle.describe()).spec.intervals?.[0]?.every).toBe(3_600_000);
});
