import { beforeAll, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { acceptEvents } from '../../../crm/events/accept.ts';
import { newId } from '../../../crm/ids.ts';
import { eventsForKeys } from '../../../crm/runs/wait-events.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { rowsLookedAt } from '../../harness/rows-looked-at.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const at = (day: number) => new Date(Date.now() - 10 * 86_400_000 + day * 86_400_000);

const happen = (events: Parameters<typeof acceptEvents>[2]) =>
  own.database.transaction((tx) => acceptEvents(tx, { actor: systemActor, cause: [], now: new Date() }, events));
const snapshotNow = async () => {
  const [row] = await own.database.query<{ text: string }>('SELECT pg_current_snapshot()::text AS text');
  return row?.text ?? '';
};
const ask = async (keys: readonly string[], given: { snapshot?: string; since?: Date } = {}) => {
  const question = { keys, positionId: newId(), snapshot: given.snapshot ?? (await snapshotNow()) };
  const since = given.since?.toISOString() ?? null;
  const [found] = await eventsForKeys(own.database, [{ ...question, since }]);
  return (found ?? []).map(({ properties }) => properties.n ?? properties.lastName);
};

let id = '';
beforeAll(async () => {
  id = (await world.create('lead', { lastName: 'Own', email: 'own@example.test' }, { now: at(1) })).id;
  await own.database.query(
    `WITH e AS (INSERT INTO event (id, type, "orderKey", "recordType", "recordId", at, properties, "actorType", cause, "doneAt", "createdAt")
       SELECT gen_random_uuid(), 'page.viewed', n::text, 'lead', gen_random_uuid(), $1, '{}', 'system', '[]', now(), $1 FROM generate_series(1, 20000) n
       RETURNING id, "recordId", seq)
     INSERT INTO event_link ("eventId", "recordType", "recordId", type, at, seq, bot) SELECT id, 'lead', "recordId", 'page.viewed', $1, seq, false FROM e`,
    [at(0)],
  );
  await own.database.query('ANALYZE event, event_link');
});

test('events of a record since an instant, by its address or its id, oldest first; its own changes as well', async () => {
  await happen([
    { type: 'page.viewed', email: 'own@example.test', at: at(1).toISOString(), properties: { n: 1 } },
    { type: 'page.viewed', recordType: 'lead', recordId: id, at: at(3).toISOString(), properties: { n: 3 } },
    { type: 'page.left', recordType: 'lead', recordId: id, at: at(3).toISOString(), properties: { n: 4 } },
  ]);
  expect(await ask([`event:page.viewed:${id}`], { since: at(0) })).toEqual([1, 3]);
  expect(await ask([`event:page.viewed:${id}`, `event:page.left:${id}`], { since: at(2) })).toEqual([3, 4]);
  expect(await ask([`event:record.created:${id}`], { since: at(0) })).toEqual(['Own']);
});

test('without an instant those that were committed after the arrival, whatever time they tell', async () => {
  const snapshot = await snapshotNow();
  expect(await ask([`event:page.viewed:${id}`], { snapshot })).toEqual([]);
  await happen([
    { type: 'page.viewed', recordType: 'lead', recordId: id, at: at(0).toISOString(), properties: { n: 7 } },
  ]);
  expect(await ask([`event:page.viewed:${id}`], { snapshot })).toEqual([7]);
});

test('events of anybody by a property, once where two keys lead to them', async () => {
  const snapshot = await snapshotNow();
  await happen([
    { type: 'order.paid', recordType: 'lead', recordId: id, properties: { no: 'A=1', n: 1 } },
    { type: 'order.paid', properties: { no: 'B', n: 2 } },
  ]);
  expect(await ask(['event:order.paid:no=A=1', `event:order.paid:${id}`], { snapshot })).toEqual([1]);
  expect(await ask(['event:order.paid:no=B'], { since: at(0) })).toEqual([2]);
});

test('however many events of the kind there are, those of others are not looked at', async () => {
  const snapshot = await snapshotNow();
  const questions = Array.from({ length: 50 }, (_, n) => ({
    keys: [`event:page.viewed:${n === 0 ? id : newId()}`],
    positionId: newId(),
    snapshot,
    since: n % 2 === 0 ? null : at(2).toISOString(),
  }));
  const looked = await rowsLookedAt(own.database, ['event', 'event_link'], (tx) => eventsForKeys(tx, questions));
  expect(looked).toBeLessThan(500);
});
