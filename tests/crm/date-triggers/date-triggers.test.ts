import { expect, test } from '@jest/globals';
import { reachDates } from '../../../crm/date-triggers/reach-dates.ts';
import { sweepDates } from '../../../crm/date-triggers/sweep-dates.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { dateTriggers } from '../../../worker/dispatch/date-triggers.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld({ start: '2031-03-03T09:00:00.000Z' });
const sweeping = () => ({
  triggers: dateTriggers(world.index),
  company: world.deps.settings,
  now: world.now(),
});

/** What the loop of a worker does. */
async function round() {
  const reached = await reachDates(world.db, sweeping());
  await sweepDates(world.db, sweeping());
  await world.settle();
  return reached;
}

async function passTo(until: string) {
  for (;;) {
    await round();
    const [next] = await world.db.query<{ at: Date | null }>(
      'SELECT min("dueAt") AS at FROM date_plan WHERE "dueAt" > $1',
      [world.now()],
    );
    if (!next?.at || next.at > new Date(until)) break;
    await world.pass(next.at.toISOString());
  }
  await world.pass(until);
  await round();
}

const publish = (key: string, subject: string, trigger: JsonObject) =>
  world.publish({
    key,
    subject,
    triggers: [{ id: 'due', type: 'date', ...trigger }],
    start: 'tag',
    steps: { tag: { type: 'add-tag', config: { tag: key }, next: { done: null } } },
    enrollment: { reentry: { mode: 'always' } },
  });
const titled = (title: string) => ({ '==': [{ var: 'record.title' }, title] });
const startsOf = async (key: string, recordId: string) =>
  (await world.runsOf(key)).flatMap(({ data }) => (data.subject.id === recordId ? [data.startedAt] : []));
const plannedFor = async (recordId: string) =>
  (await world.db.query<{ dueAt: Date | null }>('SELECT "dueAt" FROM date_plan WHERE "recordId" = $1', [recordId])).map(
    ({ dueAt }) => dueAt?.toISOString() ?? null,
  );

test('a run starts so long before a date of the record, at a time of day, once', async () => {
  await publish('renewal', 'offer', {
    field: 'validUntil',
    offset: { before: 'P60D' },
    at: { time: '09:00', zone: 'Europe/Warsaw' },
  });
  await round();
  const offer = await world.create('offer', { title: 'A', validUntil: '2031-06-30' });
  await round();
  expect(await plannedFor(offer.id)).toEqual(['2031-05-01T07:00:00.000Z']);
  await passTo('2031-05-02T00:00:00.000Z');
  expect(await startsOf('renewal', offer.id)).toEqual(['2031-05-01T07:00:00.000Z']);
  await passTo('2031-07-30T00:00:00.000Z');
  expect(await startsOf('renewal', offer.id)).toHaveLength(1);
});

test('a date that moves moves the start, an empty one never comes, and each value comes once', async () => {
  await publish('moving', 'deal', { field: 'expectedClose' });
  await round();
  const deal = await world.create('deal', { title: 'D', expectedClose: '2031-09-01' });
  await world.settle();
  expect(await plannedFor(deal.id)).toEqual(['2031-09-01T00:00:00.000Z']);
  await world.change('deal', deal.id, { expectedClose: '2031-09-05' });
  await world.settle();
  expect(await plannedFor(deal.id)).toEqual(['2031-09-05T00:00:00.000Z']);
  await world.change('deal', deal.id, { expectedClose: null });
  await world.settle();
  expect(await plannedFor(deal.id)).toEqual([]);
  await world.change('deal', deal.id, { expectedClose: '2031-09-05' });
  await passTo('2031-09-06T00:00:00.000Z');
  await world.change('deal', deal.id, { expectedClose: '2031-09-08' });
  await passTo('2031-09-09T00:00:00.000Z');
  await world.change('deal', deal.id, { expectedClose: '2031-09-05' });
  await passTo('2031-09-10T00:00:00.000Z');
  await world.change('deal', deal.id, { expectedClose: '2031-09-08' });
  await passTo('2031-09-12T00:00:00.000Z');
  expect(await startsOf('moving', deal.id)).toEqual(['2031-09-05T00:00:00.000Z', '2031-09-08T00:00:00.000Z']);
});

test('records that are there already are planned when the workflow is published, in batches', async () => {
  const now = world.now().toISOString().slice(0, 10);
  const late = await world.create('invoice', { title: 'late', dueDate: '2031-08-01' });
  const fresh = await world.create('invoice', { title: 'fresh', dueDate: now });
  const ahead = await world.create('invoice', { title: 'ahead', dueDate: '2031-12-24' });
  await world.db.query(
    `INSERT INTO invoice (id, title, "dueDate") SELECT gen_random_uuid(), 'many', '2031-12-25' FROM generate_series(1, 1100)`,
  );
  await publish('due', 'invoice', { field: 'dueDate', when: { '!=': [{ var: 'record.title' }, 'many'] } });
  await round();
  await round();
  expect(await plannedFor(late.id)).toEqual([null]);
  expect(await startsOf('due', fresh.id)).toHaveLength(1);
  expect(await plannedFor(ahead.id)).toEqual(['2031-12-24T00:00:00.000Z']);
  const [planned] = await world.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM date_plan WHERE "dueAt" = '2031-12-25'`,
  );
  expect(planned?.n).toBe(1100);
  await passTo('2031-12-26T00:00:00.000Z');
  expect(await startsOf('due', ahead.id)).toEqual(['2031-12-24T00:00:00.000Z']);
  expect(await startsOf('due', late.id)).toEqual([]);
  expect(await world.runsOf('due')).toHaveLength(2);
});

/** A workflow that begins at a deal's date and moves that date on by `by`. */
function publishMoving(key: string, { title, by, at }: { title: string; by: string; at: JsonObject }) {
  const next = { dateAdd: [{ var: 'record.expectedClose' }, by] };
  const config = { set: { expectedClose: { rule: next } } };
  return world.publish({
    key,
    subject: 'deal',
    triggers: [{ id: 'due', type: 'date', field: 'expectedClose', at, when: titled(title) }],
    start: 'on',
    steps: { on: { type: 'update-record', config, next: { done: null } } },
    enrollment: { reentry: { mode: 'always' } },
  });
}

test('a workflow that sets its own date to what has passed stops at the limit of hops', async () => {
  const key = 'circle';
  const at = { time: '09:00', zone: 'UTC', ifPast: 'now' };
  await publishMoving(key, { title: 'Round and round', by: 'P1D', at });
  await round();
  const deal = await world.create('deal', { title: 'Round and round', expectedClose: '2030-01-01' });
  for (let n = 0; n < 8; n += 1) await round();
  expect(await startsOf(key, deal.id)).toHaveLength(5);
  const incidents = await world.db.query<{ code: string; workflowKey: string }>(
    `SELECT code, "workflowKey" FROM incident WHERE "workflowKey" = $1`,
    [key],
  );
  expect(incidents).toEqual([{ code: 'hop-limit', workflowKey: key }]);
});

test('a date that a run sets an hour ahead or more begins a chain anew', async () => {
  const key = 'weekly';
  await publishMoving(key, { title: 'Weekly', by: 'P7D', at: { time: '09:00', zone: 'UTC' } });
  await round();
  const deal = await world.create('deal', { title: 'Weekly', expectedClose: '2032-03-01' });
  await passTo('2032-05-01T00:00:00.000Z');
  expect(await startsOf(key, deal.id)).toHaveLength(9);
});
