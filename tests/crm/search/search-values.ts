import type { TopicMode } from '../../../domain/consent/topic.ts';
import { type Field, type FieldKind, fieldKinds } from '../../../domain/records/field.ts';

export const now = '2026-03-15T12:00:00.000Z';

/** The n-th id of a kind of rows. */
export const id = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** Values of each kind that the records hold: missing, edges, and ones that rules ask for. */
export const valuesOf: { readonly [K in FieldKind]: readonly unknown[] } = {
  text: [null, '', 'Acme', 'acme ltd', 'ŁÓDŹ', 'łódź 7', '\u{1F600}a', '10', '9', 'Zebra', '\uFFFD'],
  longText: [null, 'first\nsecond', '', 'İstanbul ΟΔΟΣ', 'a%b_c\\d'],
  email: [null, 'ann@example.test', 'bob@example.test', 'cyd@sub.example.test'],
  phone: [null, '+48221234567', '+12025550123'],
  url: [null, 'https://example.test/a?b=c'],
  country: [null, 'PL', 'DE', 'France'],
  language: [null, 'pl', 'en-GB'],
  zone: [null, 'Europe/Warsaw', 'UTC'],
  currency: [null, 'EUR', 'PLN', 'JPY', 'CHF'],
  choice: [null, 'open', 'won', 'lost'],
  reference: [null, id(1, 0), id(1, 1), id(1, 99)],
  integer: [null, 0, 1, -5, 18, 2_147_483_647],
  number: [null, 0, 0.5, -2.25, 18, 1e150, 1e-120, 0.1],
  percent: [null, 0, 12.5, 50, 100],
  money: [null, 0, 150, -250, 9_007_199_254_740_991],
  boolean: [null, true, false],
  date: [null, '2026-01-31', '2024-02-29', '2026-03-15', '0001-01-01', '9999-12-31'],
  dateTime: [
    null,
    now,
    '2026-03-15T11:59:59.999Z',
    '2024-02-29T00:00:00.000Z',
    '2026-01-31T09:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
  ],
  tags: [[], ['vip'], ['a', 'b,c'], ['VIP', 'łódź'], ['vip', 'old']],
  lines: [
    null,
    [],
    [{ description: 'Desk', quantity: 2, unitPrice: 100 }],
    [
      { description: 'Desk', quantity: 0.5, unitPrice: 0, discountPercent: null },
      { description: 'Lamp', quantity: 7, unitPrice: 900, discountPercent: 25 },
    ],
  ],
  json: [null, 0, 5, '5', '', 'x', true, false, [], {}, [1], { a: { b: 1 } }, { a: { b: 'x' } }],
};

/** Key of the custom field of a kind. */
export const customKey = (kind: FieldKind) => `c${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
/** A field of one's own of each kind. */
export const customFields: readonly Field[] = fieldKinds.map((kind) => ({
  key: customKey(kind),
  kind,
  label: kind,
  custom: true,
  ...(kind === 'choice' ? { options: ['open', 'won', 'lost'] } : {}),
}));

/** The n-th value of a kind, going round. */
export const pick = (kind: FieldKind, n: number) => valuesOf[kind][n % valuesOf[kind].length];
/** Values of the custom fields of the n-th record. */
export const customValues = (n: number) =>
  Object.fromEntries(
    fieldKinds.flatMap((kind, index) => {
      const value = pick(kind, n * (index % 3 === 0 ? 1 : 5) + index);
      return value === null && n % 2 === 0 ? [] : [[customKey(kind), value]];
    }),
  );

export const topics: ReadonlyMap<string, TopicMode> = new Map([
  ['newsletter', 'opt-in'],
  ['offers', 'opt-out'],
  ['service', 'transactional'],
]);
export const rates = { PLN: 0.25, JPY: 0.006 };
