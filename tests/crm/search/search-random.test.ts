import fc from 'fast-check';
import type { FieldKind } from '../../../domain/records/field.ts';
import { pathsOf } from './rules-of-cells.ts';
import { testJudges } from './search-judge.ts';
import { valuesOf } from './search-values.ts';

const judgeOf = testJudges('deal');
const judge = () => judgeOf('deal');

type Arb = fc.Arbitrary<unknown>;
const op = (name: string, ...args: Arb[]): Arb => fc.tuple(...args).map((values) => ({ [name]: values }));
const read = (...kinds: FieldKind[]): Arb => fc.constantFrom(...kinds.flatMap(pathsOf)).map((path) => ({ var: path }));
const literal = (kind: FieldKind): Arb => fc.constantFrom(...valuesOf[kind].filter((value) => value !== null));
const oneOf = (...names: string[]) => fc.constantFrom(...names);
const orders = oneOf('<', '<=', '>', '>=');
const equalities = oneOf('==', '!=', '===', '!==');
const two = (name: fc.Arbitrary<string>, a: Arb, b: Arb): Arb =>
  fc.tuple(name, a, b).map(([key, x, y]) => ({ [key]: [x, y] }));

type Tie = (name: 'rule' | 'number' | 'text' | 'date') => Arb;

const numbers = (tie: Tie) =>
  fc.oneof(
    { maxDepth: 3 },
    read('integer', 'number', 'percent', 'money'),
    literal('integer'),
    two(oneOf('+', '-', '*', '/'), tie('number'), tie('number')),
    two(oneOf('min', 'max'), tie('number'), tie('number')),
    op('%', read('integer', 'money'), fc.constantFrom(7, -3)),
    op('if', tie('rule'), tie('number'), tie('number')),
    op('daysSince', read('date', 'dateTime')),
    op('count', fc.constant('tasks'), two(equalities, fc.constant({ var: 'record.status' }), fc.constant('open'))),
  );

const texts = (tie: Tie) =>
  fc.oneof(
    { maxDepth: 3 },
    read('text', 'email', 'country', 'longText'),
    literal('text'),
    op('cat', tie('text'), tie('text')),
    op('substr', read('text', 'longText'), fc.integer({ min: -5, max: 5 }), fc.integer({ min: -4, max: 4 })),
    op('if', tie('rule'), tie('text')),
    op('or', read('text'), tie('text')),
  );

const dates = fc.oneof(
  { maxDepth: 2 },
  read('dateTime'),
  literal('dateTime'),
  fc.constant({ var: 'now' }),
  op('dateAdd', read('dateTime'), fc.constantFrom('P1M', '-P1Y', 'PT36H', '-P3W')),
);

const comparisons = (tie: Tie) => [
  two(orders, tie('number'), tie('number')),
  fc.tuple(oneOf('<', '<='), tie('number'), tie('number'), tie('number')).map(([key, ...args]) => ({ [key]: args })),
  two(equalities, tie('number'), tie('number')),
  two(orders, tie('text'), tie('text')),
  two(equalities, tie('text'), tie('text')),
  two(equalities, read('choice', 'text', 'reference'), fc.constant(null)),
  two(orders, tie('date'), tie('date')),
  two(equalities, tie('date'), tie('date')),
  two(orders, read('date'), literal('date')),
];

const looks = (tie: Tie) => [
  two(oneOf('contains', 'startsWith', 'in'), tie('text'), tie('text')),
  op('in', read('tags'), fc.constant([])),
  op('in', read('text'), fc.subarray([...valuesOf.text])),
  op('contains', read('tags'), literal('text')),
  two(oneOf('some', 'all', 'none'), read('tags'), two(equalities, fc.constant({ var: '' }), fc.constant('vip'))),
  two(oneOf('some', 'all', 'none'), read('lines'), two(orders, fc.constant({ var: 'quantity' }), literal('integer'))),
];

const junctions = (tie: Tie) => [
  two(oneOf('and', 'or'), tie('rule'), tie('rule')),
  op('if', tie('rule'), tie('rule'), tie('rule'), tie('rule')),
  two(equalities, tie('rule'), tie('rule')),
  fc.tuple(oneOf('!', '!!'), tie('rule')).map(([key, inner]) => ({ [key]: [inner] })),
  fc
    .tuple(oneOf('!', '!!', 'isEmpty'), fc.oneof(tie('number'), tie('text'), tie('date')))
    .map(([key, inner]) => ({ [key]: [inner] })),
  op('missing', fc.constantFrom(...pathsOf('text')), fc.constantFrom(...pathsOf('integer'))),
  read('boolean'),
];

const { rule } = fc.letrec<{ rule: unknown; number: unknown; text: unknown; date: unknown }>((tie) => ({
  number: numbers(tie),
  text: texts(tie),
  date: dates,
  rule: fc.oneof({ maxDepth: 4 }, ...comparisons(tie), ...looks(tie), ...junctions(tie)),
}));

test('random rules: SQL and memory agree', async () => {
  const rules = fc
    .sample(rule, { numRuns: 900, seed: 20_260_315 })
    .filter((item) => judge().compile(item).kind === 'ok');
  expect(rules.length).toBeGreaterThanOrEqual(500);
  for (let start = 0; start < rules.length; start += 20) {
    const batch = rules.slice(start, start + 20);
    const found = await judge().bySql(batch);
    for (const [n, item] of batch.entries())
      expect({ rule: item, true: found[n] }).toEqual({ rule: item, true: await judge().inMemory(item) });
  }
}, 600_000);
