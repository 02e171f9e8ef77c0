import type { OperatorKey } from '../../../domain/logic/operators.ts';
import { textOf } from '../../../domain/logic/values.ts';
import type { FieldKind } from '../../../domain/records/field.ts';
import { customKey, valuesOf } from './search-values.ts';

type Rule = unknown;
type Cell = { readonly operator: OperatorKey; readonly path: string; readonly kind: FieldKind };

const v = (path: string) => ({ var: path });

/** Fields of each kind in a deal and around it; a custom one of the deal and of its account always. */
const builtIn: { readonly [K in FieldKind]?: readonly string[] } = {
  text: ['record.title', 'contact.lastName', 'owner.name'],
  longText: ['record.lossReason', 'related.contact.notes'],
  email: ['contact.email'],
  phone: ['contact.phone'],
  url: ['related.account.website'],
  country: ['contact.country'],
  language: ['contact.language'],
  zone: ['contact.timezone', 'owner.zone'],
  currency: ['record.currency'],
  choice: ['record.outcome'],
  reference: ['record.accountId', 'record.id'],
  integer: ['contact.score', 'related.account.employees'],
  percent: ['record.probability'],
  money: ['record.amount', 'related.account.annualRevenue'],
  boolean: ['owner.active'],
  date: ['record.expectedClose'],
  dateTime: ['record.closedAt', 'record.createdAt'],
  tags: ['record.tags', 'related.account.tags'],
};

/** Paths to values of a kind: built-in, custom and related ones. */
export function pathsOf(kind: FieldKind): readonly string[] {
  return [...(builtIn[kind] ?? []), `record.${customKey(kind)}`, `related.account.${customKey(kind)}`];
}

const literals = (kind: FieldKind) => valuesOf[kind].filter((value) => value !== null);
const other = ({ kind, path }: Cell) => v(pathsOf(kind).find((item) => item !== path) ?? path);

const equality = ({ operator, path, kind }: Cell): readonly Rule[] => [
  ...valuesOf[kind].flatMap((value) => [{ [operator]: [v(path), value] }, { '!': { [operator]: [value, v(path)] } }]),
  { [operator]: [v(path), other({ operator, path, kind })] },
];

const orders = ({ operator, path, kind }: Cell): readonly Rule[] => [
  ...literals(kind).flatMap((value) => [{ [operator]: [v(path), value] }, { '!': { [operator]: [value, v(path)] } }]),
  { [operator]: [v(path), other({ operator, path, kind })] },
  { [operator]: [v(path), null] },
  ...(operator.startsWith('<')
    ? literals(kind).map((value) => ({ [operator]: [literals(kind)[0], v(path), value] }))
    : []),
];

const arithmetic = ({ operator, path, kind }: Cell): readonly Rule[] => {
  const made =
    operator === 'min' || operator === 'max' ? [{ [operator]: [v(path)] }, { [operator]: [v(path), 7, null] }] : [];
  const results = [
    { [operator]: [v(path), 3] },
    { [operator]: [18, v(path)] },
    { [operator]: [v(path), other({ operator, path, kind })] },
    ...made,
  ];
  return results.flatMap((result) => [
    { '>': [result, 0] },
    { '==': [result, 0] },
    { isEmpty: result },
    { '<=': [result, { '*': [v('record.version'), 9.5] }] },
  ]);
};

const quantifier = ({ operator, path, kind }: Cell): readonly Rule[] =>
  kind === 'lines'
    ? [
        { '>': [v('quantity'), 1] },
        { '==': [v('discountPercent'), null] },
        { contains: [v('description'), 'de'] },
        true,
      ].map((rule) => ({ [operator]: [v(path), rule] }))
    : [{ '==': [v(''), 'vip'] }, { startsWith: [v(''), 'V'] }, { in: [v(''), ['a', 'b,c']] }, false].map((rule) => ({
        [operator]: [v(path), rule],
      }));

const branch = ({ operator, path, kind }: Cell): readonly Rule[] => [
  { [operator]: [v(path), true, false] },
  { [operator]: [{ '!!': v('record.title') }, v(path), false] },
  ...literals(kind).map((value) => ({ '===': [{ [operator]: [{ '!': v(path) }, value, v(path)] }, value] })),
];

const join = ({ operator, path, kind }: Cell): readonly Rule[] => [
  { [operator]: [v(path), { '!!': v('record.title') }] },
  { '!': { [operator]: [{ '!!': v('record.title') }, v(path)] } },
  ...literals(kind).map((value) => ({ '===': [{ [operator]: [v(path), value] }, value] })),
];

const perList = ({ operator, path }: Cell): readonly Rule[] => [{ '!!': { [operator]: [v(path), v('')] } }];
const changes = ({ operator, path }: Cell): readonly Rule[] => [
  { [operator]: operator === 'changed' ? path : [path, null] },
];
/** Lookups have no argument of a kind: they have a test of their own. */
const lookedUp = (): readonly Rule[] => [];

/** Rules that use an operator on a field of a kind: every operator must have some for every kind. */
export const rulesOf: { readonly [O in OperatorKey]: (cell: Cell) => readonly Rule[] } = {
  var: ({ path, kind }) => [v(path), { '!': v(path) }, { var: [path, literals(kind)[0]] }],
  missing: ({ path }) => [
    { '!!': { missing: [path, 'record.title'] } },
    { '!': { missing: path } },
    { if: [{ missing: path }, false, true] },
  ],
  missing_some: ({ path }) =>
    [0, 1, 2, 3].flatMap((count) => [
      { '!!': { missing_some: [count, [path, 'record.title']] } },
      { '!': { missing_some: [count, path] } },
    ]),
  '==': equality,
  '===': equality,
  '!=': equality,
  '!==': equality,
  '<': orders,
  '<=': orders,
  '>': orders,
  '>=': orders,
  if: branch,
  '?:': branch,
  and: join,
  or: join,
  '!': ({ path }) => [{ '!': v(path) }, { '!': { '!': v(path) } }, { '==': [{ '!': v(path) }, true] }],
  '!!': ({ path }) => [
    { '!!': v(path) },
    { '!=': [{ '!!': v(path) }, true] },
    { '==': [{ '!!': v(path) }, { '!!': v('record.title') }] },
  ],
  '+': arithmetic,
  '-': arithmetic,
  '*': arithmetic,
  '/': arithmetic,
  '%': arithmetic,
  min: arithmetic,
  max: arithmetic,
  in: ({ path, kind }) => [
    { in: [v(path), literals(kind)] },
    { '!': { in: [v(path), [null, ...literals(kind).slice(1)]] } },
    { in: [v(path), []] },
    { in: [v(path), 'Acme 10 ŁÓDŹ en-GB'] },
    ...['vip', 'Ac', '', 'ź', '%b_'].flatMap((part) => [{ in: [part, v(path)] }, { '!': { in: [part, v(path)] } }]),
    { in: [v('record.title'), v(path)] },
  ],
  contains: ({ path }) => [
    ...['vip', 'VIP', 'AC', '', 'łÓ', '\u{1F600}', 'istan', 'ς', 'B_C'].map((part) => ({ contains: [v(path), part] })),
    { '!': { contains: [v(path), v('record.title')] } },
    { contains: ['acme ltd & Łódź 7', v(path)] },
  ],
  startsWith: ({ path }) => [
    ...['ac', 'ŁÓ', '', 'HTTPS', '+48', '\u{1F600}'].map((start) => ({ startsWith: [v(path), start] })),
    { startsWith: [v(path), v('record.title')] },
  ],
  isEmpty: ({ path }) => [{ isEmpty: v(path) }, { '!': { isEmpty: v(path) } }],
  cat: ({ path, kind }) => [
    ...valuesOf[kind].map((value) => ({ '==': [{ cat: ['<', v(path), '>', null] }, `<${textOf(value)}>`] })),
    { '<': [{ cat: [v(path), v('record.title')] }, 'b'] },
  ],
  substr: ({ path }) =>
    [[0, 2], [1], [-2], [-3, 2], [1, -1], [2, -9], [-99, 1]].flatMap((range) => [
      { in: [{ substr: [v(path), ...range] }, ['Ac', 'ac', 'cme', 'ŁÓ', '10', 'c', '\u{1F600}a', 'a', '']] },
      { '>': [{ substr: [v(path), ...range] }, 'c'] },
    ]),
  merge: perList,
  map: perList,
  filter: perList,
  reduce: perList,
  all: quantifier,
  none: quantifier,
  some: quantifier,
  daysSince: ({ path }) => [
    { '>': [{ daysSince: v(path) }, 30] },
    { '<=': [{ daysSince: v(path) }, 0] },
    { '==': [{ daysSince: v(path) }, 43] },
    { '!': { daysSince: v(path) } },
  ],
  dateAdd: ({ path, kind }) =>
    ['P1M', '-P1M', 'P1Y2M3DT4H5M6S', '-PT12H', 'P1D', '-P999Y'].flatMap((by) => [
      ...literals(kind).map((value) => ({ '<': [{ dateAdd: [v(path), by] }, value] })),
      { isEmpty: { dateAdd: [v(path), by] } },
      { '>': [{ dateAdd: [v(path), by] }, v('now')] },
      { '<=': [{ dateAdd: [v(path), by] }, { dateAdd: [v('now'), '-P30D'] }] },
      { '==': [{ cat: [{ dateAdd: [v(path), by] }] }, '2026-02-28'] },
    ]),
  changed: changes,
  changedTo: changes,
  changedFrom: changes,
  count: lookedUp,
  sum: lookedUp,
  performed: lookedUp,
  reachable: lookedUp,
  inSegment: lookedUp,
  inCurrency: lookedUp,
};
