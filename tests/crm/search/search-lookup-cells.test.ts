import { describe, expect, test } from '@jest/globals';
import type { OperatorOf } from '../../../domain/logic/operators.ts';
import { type FieldKind, fieldKinds } from '../../../domain/records/field.ts';
import { testJudges } from './search-judge.ts';
import { customKey, valuesOf } from './search-values.ts';

type Lookup = OperatorOf<'lookup'> | 'some';
type Rule = unknown;

const judgeOf = testJudges('deal');
const judge = () => judgeOf('deal');

const v = (path: string) => ({ var: path });
const numbers: readonly FieldKind[] = ['integer', 'number', 'percent', 'money'];

/** What a property of an event can be compared with; lists and objects it cannot. */
const scalarsOf = (kind: FieldKind) => [
  null,
  ...valuesOf[kind].filter((value) => value !== null && typeof value !== 'object'),
];

/** Conditions over a field of a kind, with its missing and null values. */
function conditionsOf(kind: FieldKind, path: string): readonly Rule[] {
  // A json field has values of every type: comparing it with one is refused.
  const first = kind === 'json' ? null : scalarsOf(kind)[1];
  return [
    { isEmpty: v(path) },
    { '!!': v(path) },
    { '==': [v(path), null] },
    ...(first === undefined || first === null ? [] : [{ '==': [v(path), first] }, { '!=': [first, v(path)] }]),
  ];
}

const ofTasks = (kind: FieldKind) => conditionsOf(kind, `record.${customKey(kind)}`);

/** The rules of each lookup for a kind of field, built-in, custom and related; a lookup that is missing here does not compile. */
const rulesOf: { readonly [O in Lookup]: (kind: FieldKind) => readonly Rule[] } = {
  count: (kind) => ofTasks(kind).map((rule) => ({ '>': [{ count: ['tasks', rule] }, 1] })),
  some: (kind) => ofTasks(kind).map((rule) => ({ some: ['tasks', rule] })),
  sum: (kind) => [
    { '>': [{ sum: ['tasks', customKey(kind)] }, 1] },
    { '==': [{ sum: ['tasks', customKey(kind), { isEmpty: v('record.title') }] }, 0] },
  ],
  performed: (kind) =>
    scalarsOf(kind).flatMap((value) =>
      ['plan', 'n', 'path', 'missing'].map((property) => ({
        performed: ['plan.bought', { where: { '===': [v(`event.properties.${property}`), value] } }],
      })),
    ),
  reachable: () => [],
  inSegment: () => [],
  inCurrency: (kind) =>
    [`record.${customKey(kind)}`, `related.account.${customKey(kind)}`].flatMap((path) => [
      { '>': [{ inCurrency: [v(path), 'EUR'] }, 1] },
      { '==': [{ inCurrency: [v(path), 'PLN'] }, null] },
    ]),
};

/** Lookups that take no field at all. */
const withoutFields: readonly Lookup[] = ['reachable', 'inSegment'];
/** Kinds for which every use is refused. */
const refused: { readonly [O in Lookup]?: (kind: FieldKind) => boolean } = {
  sum: (kind) => !numbers.includes(kind),
  inCurrency: (kind) => kind !== 'money',
};

describe('lookups: SQL and memory agree over every kind of value, built-in, custom and related', () => {
  test.each(Object.keys(rulesOf) as Lookup[])('%s', async (operator) => {
    for (const kind of fieldKinds) {
      const rules = rulesOf[operator](kind);
      const compiled = rules.filter((rule) => judge().compile(rule).kind === 'ok');
      const expected = refused[operator]?.(kind) ? 0 : rules.length;
      expect({ kind, compiled: compiled.length }).toEqual({ kind, compiled: expected });
      expect(rules.length === 0).toBe(withoutFields.includes(operator));
      const found = await judge().bySql(compiled);
      for (const [n, rule] of compiled.entries())
        expect({ rule, true: found[n] }).toEqual({ rule, true: await judge().inMemory(rule) });
    }
  });
});
