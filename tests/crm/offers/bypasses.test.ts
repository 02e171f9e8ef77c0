import { newId } from '../../../crm/ids.ts';
import type { Change } from '../../../crm/records/change.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordOf, recordsWorld, refusalOf } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const lines = [{ description: 'Kit', quantity: 2, unitPrice: 5_000 }];

const two = [...lines, { description: 'Box', quantity: 1, unitPrice: 5_000 }];

const seller = () => world.user({ roles: ['sales'] });
const approved = async (fields: JsonObject = {}) =>
  world.create('offer', { title: 'x', lines, status: 'approved', ...fields });
const changed = (id: string, set: JsonObject): Change => ({ kind: 'update', type: 'offer', id, change: { set } });

test('nobody without the right creates or makes an approved offer, one by one, in a batch or by an upsert', async () => {
  const actor = await seller();
  const draft = await world.create('offer', { title: 'd', lines }, { actor });
  const title = `by title ${newId()}`;
  await world.create('offer', { title, lines }, { actor });
  for (const status of ['approved', 'sent', 'viewed', 'accepted']) {
    const results = await world.write(
      [
        { kind: 'create', type: 'offer', fields: { title: 'c', lines, status } },
        changed(draft.id, { status }),
        changed(draft.id, { status, total: 1 }),
        { kind: 'upsert', type: 'offer', by: 'title', value: title, fields: { status } },
        { kind: 'upsert', type: 'offer', by: 'title', value: `new ${newId()}`, fields: { status } },
      ],
      { actor },
    );
    expect(results.map(refusalOf)).toEqual(results.map(() => 'forbidden; /status approval-needed'));
  }
});

test('what was rejected, declined or expired does not come back without the right', async () => {
  const actor = await seller();
  for (const status of ['rejected', 'declined', 'expired']) {
    const { id } = await world.create('offer', { title: 'x', lines, status, ownerId: actor.userId });
    const [result] = await world.write([changed(id, { status: 'approved' })], { actor });
    expect(refusalOf(result)).toBe('forbidden; /status approval-needed');
  }
});

test.each([
  ['a line', { lines: [{ description: 'Kit', quantity: 2, unitPrice: 4_000 }] }],
  ['a discount', { discountPercent: 40 }],
  ['a discount of a line', { lines: [{ description: 'Kit', quantity: 2, unitPrice: 5_000, discountPercent: 90 }] }],
  ['the currency', { currency: 'USD' }],
  ['the day until it is valid', { validUntil: '2030-01-01' }],
])('%s changed after the approval makes it a draft in the same write, and the event tells so', async (_, set) => {
  const actor = await seller();
  const { id } = await approved({ ownerId: actor.userId });
  const [result] = await world.write([changed(id, set)], { actor });
  expect(recordOf(result)).toMatchObject({ status: 'draft' });
  expect(result).toMatchObject({ changed: expect.arrayContaining(['status']) });
  expect((await world.events(id)).at(-1)?.changes).toMatchObject({ status: { old: 'approved', new: 'draft' } });
});

test('a changed total cannot be smuggled in beside lines, and counts where there are none', async () => {
  const actor = await seller();
  const withLines = await approved({ ownerId: actor.userId });
  const [same] = await world.write([changed(withLines.id, { total: 1 })], { actor });
  expect(recordOf(same)).toMatchObject({ total: 10_000, status: 'approved' });
  const bare = await world.create('offer', { title: 'bare', total: 500, status: 'approved', ownerId: actor.userId });
  const [result] = await world.write([changed(bare.id, { total: 1 })], { actor });
  expect(recordOf(result)).toMatchObject({ total: 1, status: 'draft' });
});

test('content and an approved status in one write are refused, or in two of one batch a draft', async () => {
  const actor = await seller();
  const { id } = await approved({ ownerId: actor.userId });
  const results = await world.write(
    [
      changed(id, { discountPercent: 30, status: 'approved' }),
      changed(id, { discountPercent: 30 }),
      changed(id, { status: 'sent' }),
    ],
    { actor },
  );
  expect(results.map(refusalOf)).toEqual([
    'forbidden; /status approval-needed',
    'taken',
    'forbidden; /status approval-needed',
  ]);
});

test('who may approve does so by hand; a change of content makes a draft of theirs as well', async () => {
  const actor = await world.user({ roles: ['manager'] });
  const { id } = await world.create('offer', { title: 'x', lines });
  const [made] = await world.write([changed(id, { status: 'approved' })], { actor });
  expect(recordOf(made)).toMatchObject({ status: 'approved' });
  const [edited] = await world.write([changed(id, { discountPercent: 1 })], { actor });
  expect(recordOf(edited)).toMatchObject({ status: 'draft' });
});

test('a seller notes that an approved offer was sent and accepted, and what was accepted stays', async () => {
  const actor = await seller();
  const { id } = await approved({ ownerId: actor.userId });
  for (const status of ['sent', 'viewed', 'accepted']) {
    const [result] = await world.write([changed(id, { status })], { actor });
    expect(recordOf(result)).toMatchObject({ status });
  }
  const [refused, titled] = await world.write([changed(id, { discountPercent: 99 }), changed(id, { title: 'y' })], {
    actor,
  });
  expect([refusalOf(refused), refusalOf(titled)]).toEqual(['conflict;  offer-settled', 'taken']);
});

test.each([
  ['another customer', () => ({ accountId: null })],
  ['its lines in another order', () => ({ lines: [...two].reverse() })],
  ['its lines taken out beneath a total', () => ({ lines: null, total: 15_000 })],
])('%s is another content, whatever the total says', async (_, set) => {
  const actor = await seller();
  const account = await world.create('account', { name: 'Kits' });
  const { id } = await approved({ ownerId: actor.userId, accountId: account.id, lines: two });
  const [result] = await world.write([changed(id, set())], { actor });
  expect(recordOf(result)).toMatchObject({ status: 'draft' });
});

test('an upsert by number changes content or status as any other write does', async () => {
  const actor = await seller();
  const offer = await approved({ ownerId: actor.userId });
  const upsert = (fields: JsonObject): Change => ({
    kind: 'upsert',
    type: 'offer',
    by: 'number',
    value: String(offer.number),
    fields,
  });
  const [edited] = await world.write([upsert({ discountPercent: 30 })], { actor });
  expect(recordOf(edited)).toMatchObject({ id: offer.id, status: 'draft' });
  const [again] = await world.write([upsert({ status: 'approved' })], { actor });
  expect(refusalOf(again)).toBe('forbidden; /status approval-needed');
});

test('a number cannot be taken over, nor can a revision be called one that is approved', async () => {
  const actor = await seller();
  const offer = await approved({ ownerId: actor.userId });
  const [copy] = await world.write(
    [{ kind: 'create', type: 'offer', fields: { title: 'c', number: String(offer.number) } }],
    {
      actor,
    },
  );
  expect(refusalOf(copy)).not.toBe('taken');
  const draft = await world.create('offer', { title: 'd', lines }, { actor });
  const [revised] = await world.write([changed(draft.id, { revisionOf: offer.id })], { actor });
  expect(refusalOf(revised)).not.toBe('taken');
});
