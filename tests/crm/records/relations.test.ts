import { systemActor } from '../../../crm/actor.ts';
import { findRecords } from '../../../crm/records/find-records.ts';
import type { Json } from '../../../domain/json.ts';
import { type RecordTypeKey, recordTypeKeys, recordTypes } from '../../../domain/records/record-types.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from './records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);

const matching = async (type: RecordTypeKey, where: Json) =>
  (await findRecords(own.database, { actor: systemActor, type, where, limit: 50, now: new Date() })).items.map(
    ({ id }) => id,
  );

test('what is sold is counted and summed from each side', async () => {
  const parent = await world.create('account', { name: 'Parent' });
  const account = await world.create('account', { name: 'Child', parentId: parent.id });
  const contact = await world.create('contact', { firstName: 'Ines', accountId: account.id });
  const parties = { accountId: account.id, contactId: contact.id };
  const deal = await world.create('deal', { title: 'Deal', ...parties });
  const offer = await world.create('offer', { dealId: deal.id, ...parties });
  const order = await world.create('order', { offerId: offer.id, dealId: deal.id, ...parties, status: 'open' });
  for (const total of [100, 250])
    await world.create('invoice', { orderId: order.id, dealId: deal.id, ...parties, total, status: 'paid' });
  for (const [type, { id }] of [
    ['account', account],
    ['contact', contact],
    ['deal', deal],
  ] as const) {
    expect([type, await matching(type, { '==': [{ count: ['orders'] }, 1] })]).toEqual([type, [id]]);
    expect([type, await matching(type, { '==': [{ sum: ['invoices', 'total'] }, 350] })]).toEqual([type, [id]]);
    const paid = { some: ['invoices', { '==': [{ var: 'record.status' }, 'paid'] }] };
    expect([type, await matching(type, paid)]).toEqual([type, [id]]);
  }
  expect(await matching('offer', { '>': [{ count: ['orders'] }, 0] })).toEqual([offer.id]);
  expect(await matching('order', { '==': [{ count: ['invoices'] }, 2] })).toEqual([order.id]);
  expect(await matching('account', { some: ['children'] })).toEqual([parent.id]);
});

test('what relations go by has an index', async () => {
  const rows = await own.database.query<{ column: string }>(
    `SELECT c.relname || '.' || a.attname AS column FROM pg_index i
     JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]`,
  );
  const indexed = new Set(rows.map(({ column }) => column));
  const wanted = recordTypeKeys.flatMap((type) =>
    recordTypes[type].relations.flatMap(({ kind, target, via }) =>
      kind === 'many' ? [`${recordTypes[target].table}.${via}`] : [],
    ),
  );
  expect([...new Set(wanted)].filter((column) => !indexed.has(column))).toEqual([]);
});
