import { copyDocument } from '../../../crm/offers/copy-document.ts';
import { noteSent } from '../../../crm/offers/share-offer.ts';
import { readRecords } from '../../../crm/records/read.ts';
import type { CopyKind } from '../../../domain/offers/copies.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordOf, recordsWorld, refusalOf } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const lines = [{ description: 'Kit', quantity: 3, unitPrice: 1_000, discountPercent: 10 }];

const copy = (kind: CopyKind, sourceId: string, given: Parameters<typeof world.contextOf>[0] = {}) =>
  own.database.transaction((tx) => copyDocument(tx, world.contextOf(given), { kind, sourceId }));
const approvedOffer = (fields = {}) =>
  world.create('offer', {
    title: 'Kits',
    lines,
    discountPercent: 5,
    currency: 'PLN',
    status: 'approved',
    validUntil: '2030-01-01',
    ...fields,
  });

test('a duplicate is a draft with its own number and no last day; a revision keeps number and day', async () => {
  const offer = await approvedOffer();
  const duplicate = recordOf(await copy('duplicate', offer.id));
  expect(duplicate).toMatchObject({
    status: 'draft',
    revision: 1,
    total: offer.total,
    validUntil: null,
    revisionOf: null,
  });
  expect(duplicate.number).not.toBe(offer.number);
  const second = recordOf(await copy('revision', offer.id));
  expect(second).toMatchObject({
    status: 'draft',
    revision: 2,
    number: `${offer.number}-r2`,
    validUntil: '2030-01-01',
    revisionOf: offer.id,
  });
  const [third, fourth] = await Promise.all([copy('revision', second.id), copy('revision', offer.id)]);
  expect([recordOf(third).number, recordOf(fourth).number].sort()).toEqual([
    `${offer.number}-r3`,
    `${offer.number}-r4`,
  ]);
});

test('copies carry no approval in, whoever makes them', async () => {
  const actor = await world.user({ roles: ['sales'] });
  const offer = await approvedOffer({ ownerId: actor.userId });
  for (const kind of ['duplicate', 'revision'] as const)
    expect(recordOf(await copy(kind, offer.id, { actor }))).toMatchObject({ status: 'draft' });
});

test('sending a revision supersedes those before it, but for accepted ones', async () => {
  const first = await approvedOffer();
  const second = recordOf(await copy('revision', first.id));
  const third = recordOf(await copy('revision', second.id));
  await world.write([{ kind: 'update', type: 'offer', id: third.id, change: { set: { status: 'approved' } } }]);
  await own.database.transaction((tx) => noteSent(tx, world.contextOf(), { offerId: third.id, eventId: 'sent' }));
  const stored = await readRecords(own.database, 'offer', [first.id, second.id, third.id]);
  expect([first, second, third].map(({ id }) => stored.get(id)?.status)).toEqual(['superseded', 'superseded', 'sent']);
});

test('what has become a draft again on its way is not sent, and supersedes nothing', async () => {
  const first = await approvedOffer();
  const second = recordOf(await copy('revision', first.id));
  await own.database.transaction((tx) => noteSent(tx, world.contextOf(), { offerId: second.id, eventId: 'too-late' }));
  const stored = await readRecords(own.database, 'offer', [first.id, second.id]);
  expect([first, second].map(({ id }) => stored.get(id)?.status)).toEqual(['approved', 'draft']);
  expect((await world.events(second.id)).map(({ type }) => type)).not.toContain('offer.sent');
});

test('an approved offer has one order, and that one invoice, also when two ask at the same time', async () => {
  const offer = await approvedOffer();
  const orders = await Promise.all([copy('order', offer.id), copy('order', offer.id), copy('order', offer.id)]);
  expect(new Set(orders.map((result) => recordOf(result).id)).size).toBe(1);
  expect(orders.filter((result) => result.kind === 'ok' && result.created)).toHaveLength(1);
  const order = recordOf(orders[0]);
  expect(order).toMatchObject({
    offerId: offer.id,
    lines,
    total: offer.total,
    currency: 'PLN',
    status: 'open',
    number: expect.stringMatching(/^OR-/),
  });
  const invoice = recordOf(await copy('invoice', order.id));
  expect(invoice).toMatchObject({
    orderId: order.id,
    total: offer.total,
    status: 'draft',
    number: expect.stringMatching(/^IN-/),
  });
  await world.write([{ kind: 'update', type: 'order', id: order.id, change: { set: { status: 'cancelled' } } }]);
  expect(recordOf(await copy('order', offer.id)).id).not.toBe(order.id);
  expect(refusalOf(await copy('invoice', recordOf(await copy('order', offer.id)).id))).toBe('taken');
});

test.each(['draft', 'in-review', 'rejected', 'declined', 'expired'])(
  'an offer that is %s becomes no order',
  async (status) => {
    const offer = await approvedOffer({ status });
    expect(refusalOf(await copy('order', offer.id))).toBe('conflict; /status wrong-status');
  },
);
