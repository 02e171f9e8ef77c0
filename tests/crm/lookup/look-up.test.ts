import { beforeAll, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { acceptEvents } from '../../../crm/events/accept.ts';
import { newId } from '../../../crm/ids.ts';
import { evaluateMany } from '../../../crm/lookup/evaluate-many.ts';
import type { Json } from '../../../domain/json.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { rowsLookedAt } from '../../harness/rows-looked-at.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const now = new Date('2026-06-01T10:00:00.000Z');
const ask = async (
  rule: Json,
  type: RecordTypeKey,
  ids: readonly string[],
  db = own.database as Parameters<typeof evaluateMany>[0],
) => {
  const questions = ids.map((id) => ({ rule, data: {}, subject: { key: { type, id }, person: null, now } }));
  return (await evaluateMany(db, questions)).map(({ value }) => value);
};

let lead = '';
beforeAll(async () => {
  lead = (await world.create('lead', { lastName: 'One' })).id;
});

test('what is counted and summed of one record does not depend on how many others are asked with it', async () => {
  const accounts = await Promise.all(['A', 'B', 'C'].map((name) => world.create('account', { name })));
  const ids = accounts.map(({ id }) => id);
  await own.database.query(
    `INSERT INTO deal (id, title, "accountId", amount, "updatedAt") SELECT gen_random_uuid(), 'D', a.id, 2, now() FROM unnest($1::uuid[]) a(id), generate_series(1, 4000)`,
    [ids],
  );
  expect(await ask({ count: ['deals'] }, 'account', ids)).toEqual([4000, 4000, 4000]);
  expect(await ask({ count: ['deals', { '==': [{ var: 'record.amount' }, 2] }] }, 'account', ids)).toEqual([
    4000, 4000, 4000,
  ]);
  expect(await ask({ sum: ['deals', 'amount'] }, 'account', [...ids, newId()])).toEqual([8000, 8000, 8000, 0]);
  expect(await ask({ some: ['deals'] }, 'account', [...ids, newId()])).toEqual([true, true, true, false]);
});

test('an event that carries more than a rule may look at does not count, and fails nobody', async () => {
  const items = Array.from({ length: 1_001 }, () => 7);
  await own.database.transaction((tx) =>
    acceptEvents(tx, { actor: systemActor, cause: [], now }, [
      { type: 'basket.seen', recordType: 'lead', recordId: lead, properties: { items } },
      { type: 'basket.seen', recordType: 'lead', recordId: lead, properties: { items: [7] } },
    ]),
  );
  const where = { some: [{ var: 'event.properties.items' }, { '==': [{ var: '' }, 7] }] };
  expect(await ask({ performed: ['basket.seen', { where }] }, 'lead', [lead])).toEqual([true]);
  expect(await ask({ performed: ['basket.seen', { where, count: 2 }] }, 'lead', [lead])).toEqual([false]);
  expect(await ask({ performed: ['basket.seen', { count: 2 }] }, 'lead', [lead])).toEqual([true]);
});

test('behaviour and changes of others are not looked at', async () => {
  await own.database.query(
    `WITH e AS (INSERT INTO event (id, type, "orderKey", "recordType", "recordId", at, properties, record, "actorType", cause, "doneAt")
       SELECT gen_random_uuid(), 'record.updated', n::text, 'lead', gen_random_uuid(), $1, '{}', '{}', 'system', '[]', now() FROM generate_series(1, 20000) n
       RETURNING id, "recordId", seq)
     INSERT INTO event_link ("eventId", "recordType", "recordId", type, at, seq, bot) SELECT id, 'lead', "recordId", 'basket.seen', $1, seq, false FROM e`,
    [now],
  );
  await own.database.query('ANALYZE event, event_link');
  const looked = await rowsLookedAt(own.database, ['event', 'event_link'], async (tx) => {
    const ids = [lead, ...Array.from({ length: 50 }, () => newId())];
    const rule = { performed: [['basket.seen', 'record.updated'], { within: 'P30D' }] };
    expect((await ask(rule, 'lead', ids, tx)).filter(Boolean)).toHaveLength(1);
  });
  expect(looked).toBeLessThan(500);
});
