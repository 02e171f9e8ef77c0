import { changedRecord, createdRecord } from '../../../domain/records/apply-change.ts';
import { totalDiscountOf, totalOfLines } from '../../../domain/records/lines.ts';
import type { RecordJson } from '../../../domain/records/record.ts';
import { fieldsOf, type RecordTypeKey } from '../../../domain/records/record-types.ts';

const id = '01a20120-0000-7000-8000-000000000001';
const now = '2026-05-01T10:00:00.000Z';
const later = '2026-05-02T10:00:00.000Z';

function made(type: RecordTypeKey, input: Record<string, string | number | readonly object[]>): RecordJson {
  const applied = createdRecord({ type, id, input: JSON.parse(JSON.stringify(input)), fields: fieldsOf(type), now });
  if (applied.kind === 'issues') throw new Error(JSON.stringify(applied.issues));
  return applied.record;
}

function changed(record: RecordJson, change: Parameters<typeof changedRecord>[0]['change']) {
  const applied = changedRecord({ record, change, fields: fieldsOf(record.type), now: later });
  if (applied.kind === 'issues') throw new Error(JSON.stringify(applied.issues));
  return applied;
}

test('a new record has version 1, every field, and its changes tell what was set', () => {
  const applied = createdRecord({ type: 'lead', id, input: { firstName: 'Zoë' }, fields: fieldsOf('lead'), now });
  expect(applied).toMatchObject({
    kind: 'ok',
    record: { id, type: 'lead', version: 1, createdAt: now, firstName: 'Zoë', email: null, status: 'new' },
  });
  expect(applied.kind === 'ok' && applied.changes).toEqual({
    firstName: { old: null, new: 'Zoë' },
    status: { old: null, new: 'new' },
    score: { old: null, new: 0 },
  });
});

test('a change raises the version and names what differs', () => {
  const { record, changes } = changed(made('lead', { firstName: 'Zoë' }), { set: { title: 'CIO', firstName: 'Zoë' } });
  expect(record).toMatchObject({ version: 2, title: 'CIO', createdAt: now, updatedAt: later });
  expect(changes).toEqual({ title: { old: null, new: 'CIO' } });
});

test('equal values are no change, in whatever form they come', () => {
  const lead = made('lead', { email: 'zoe@example.test' });
  const applied = changed(lead, {
    set: { email: 'ZOE@example.test', tags: [] },
    add: { score: 0 },
    removeTags: ['absent'],
  });
  expect(applied.record).toBe(lead);
  expect(applied.changes).toEqual({});
});

test('numbers are added, tags joined and taken away', () => {
  const lead = made('lead', { score: 5 });
  const { record } = changed(lead, { add: { score: 7 }, addTags: ['b', 'a'], removeTags: ['b'] });
  expect(record).toMatchObject({ score: 12, tags: ['a'] });
});

test('adding to what is no number is refused', () => {
  const applied = changedRecord({
    record: made('lead', {}),
    change: { add: { firstName: 1 } },
    fields: fieldsOf('lead'),
    now,
  });
  expect(applied).toMatchObject({
    kind: 'issues',
    issues: expect.arrayContaining([expect.objectContaining({ code: 'not-a-number', path: '/firstName' })]),
  });
});

test('the total of an offer follows its lines, rounded half up a line', () => {
  const offer = made('offer', {
    lines: [
      { description: 'a', quantity: 3, unitPrice: 333, discountPercent: 50 },
      { description: 'b', quantity: 1, unitPrice: 100 },
    ],
  });
  expect(offer.total).toBe(600);
  expect(changed(offer, { set: { discountPercent: 10 } }).record.total).toBe(540);
});

test('closing a case notes when; opening it again clears that', () => {
  const resolved = changed(made('case', { title: 'x' }), { set: { status: 'resolved' } }).record;
  expect(resolved).toMatchObject({ resolvedAt: later, closedAt: null });
  expect(changed(resolved, { set: { status: 'closed' } }).record).toMatchObject({ resolvedAt: later, closedAt: later });
  expect(changed(resolved, { set: { status: 'open' } }).record).toMatchObject({ resolvedAt: null });
  const given = changed(made('case', { title: 'x' }), { set: { status: 'resolved', resolvedAt: now } }).record;
  expect(given.resolvedAt).toBe(now);
});

test('the stage of a deal says its probability and outcome, unless the write does', () => {
  const deal = made('deal', { title: 'x' });
  expect(deal).toMatchObject({ stage: 'new', probability: 10, outcome: 'open' });
  const won = changed(deal, { set: { stage: 'won' } });
  expect(won.record).toMatchObject({ probability: 100, outcome: 'won', closedAt: later });
  expect(Object.keys(won.changes).sort()).toEqual(['closedAt', 'outcome', 'probability', 'stage']);
  expect(changed(deal, { set: { stage: 'proposal', probability: 5 } }).record).toMatchObject({
    probability: 5,
    outcome: 'open',
  });
  expect(changed(won.record, { set: { stage: 'nobody-knows-it' } }).record).toMatchObject({
    probability: 100,
    outcome: 'won',
  });
  expect(changed(won.record, { set: { amount: 5 } }).record).toMatchObject({ closedAt: later });
});

test('half a cent is rounded up, also where the discount has no exact fraction of two', () => {
  const totalOf = (unitPrice: number, discountPercent: number, quantity = 1) =>
    totalOfLines({ lines: [{ description: 'x', quantity, unitPrice, discountPercent }] }).total;
  expect([totalOf(5, 90), totalOf(15, 70), totalOf(50, 1), totalOf(1, 49.9), totalOf(1, 50.1)]).toEqual([
    1, 5, 50, 1, 0,
  ]);
  expect(totalOf(1_005, 0, 0.1)).toBe(101);
  expect(totalOf(9_007_199_254_740_991, 0)).toBe(9_007_199_254_740_991);
});

test('discounts on lines and on the whole of an offer are one total discount, which only the system writes', () => {
  const line = { description: 'a', quantity: 2, unitPrice: 10_000, discountPercent: 10 };
  const offer = made('offer', { lines: [line], discountPercent: 10 });
  expect(offer).toMatchObject({ total: 16_200, totalDiscountPercent: 19 });
  expect(changed(offer, { set: { discountPercent: 0 } }).changes).toMatchObject({
    totalDiscountPercent: { old: 19, new: 10 },
  });
  const given = { record: offer, change: { set: { totalDiscountPercent: 1 } }, fields: fieldsOf('offer'), now };
  expect(changedRecord(given)).toMatchObject({ kind: 'issues', issues: [{ code: 'read-only-field' }] });
});

test('the total discount is measured before cents are rounded, and by the list price of all lines', () => {
  const of = (discountPercent: number | null, ...lines: readonly (readonly [number, number, number?])[]) =>
    totalDiscountOf({
      discountPercent,
      lines: lines.map(([quantity, unitPrice, percent]) => ({ quantity, unitPrice, discountPercent: percent })),
    }).totalDiscountPercent;
  expect([of(10, [3, 333]), of(null, [0.1, 5, 10]), of(33.3333, [1, 1])]).toEqual([10, 10, 33.3333]);
  expect([of(null, [1, 100]), of(0, [1, 100, 50], [3, 100]), of(null, [1, 100, 50], [2, 100])]).toEqual([
    0, 12.5, 16.6667,
  ]);
  expect([of(100, [1, 5]), of(0, [1, 100], [-1, 90, 100]), of(0, [1, 100, 90], [-1, 90])]).toEqual([100, 0, 100]);
});

test('without a list price the total discount is that on the whole', () => {
  expect(
    [{}, { discountPercent: 20 }, { lines: [{ quantity: 1, unitPrice: 0 }], discountPercent: 5 }].map(
      (record) => totalDiscountOf(record).totalDiscountPercent,
    ),
  ).toEqual([null, 20, 5]);
});
