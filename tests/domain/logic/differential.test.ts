import fc from 'fast-check';
import jsonLogic, { type RulesLogic } from 'json-logic-js';
import { compileRule } from '../../../domain/logic/compile.ts';
import { evaluate } from '../../../domain/logic/evaluate.ts';

/** Values that json-logic-js and the table of exceptions do not treat differently where an operator gets them. */
const number = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.5, -2.25, 1e6));
const text = fc.constantFrom('', '0', '7', 'web', 'Web', 'hot', '12px', '2026-01-31');
const scalar = fc.oneof(number, text, fc.boolean());
const path = fc.constantFrom('n', 'm', 't', 'b', 'o.n', 'o.t', 'l', 'none', 'o.none.x', 'l.0', 'nil');
const data = { n: 7, m: -3, t: 'web', b: true, nil: null, o: { n: 0.5, t: '7' }, l: [1, 2, 3], e: [] };

const op = (name: string, ...args: fc.Arbitrary<unknown>[]) => fc.tuple(...args).map((values) => ({ [name]: values }));

type Tie = (name: 'rule' | 'present' | 'numeric' | 'anything') => fc.Arbitrary<unknown>;

/** Never null: for operators that mean something else with a missing operand. */
const present = (tie: Tie) =>
  fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constantFrom('n', 'm', 't', 'b', 'o.n', 'o.t', 'l.0').map((name) => ({ var: name })),
    fc.constantFrom('none', 'n').map((name) => ({ var: [name, 4] })),
    tie('numeric'),
    op('cat', tie('anything'), scalar),
    op('!', tie('anything')),
  );

const numeric = (tie: Tie) =>
  fc.oneof(
    { maxDepth: 3 },
    number,
    fc.constantFrom('n', 'm', 'o.n').map((name) => ({ var: name })),
    op('+', tie('numeric'), tie('numeric')),
    op('-', tie('numeric'), tie('numeric')),
    op('*', tie('numeric'), tie('numeric')),
    op('max', tie('numeric'), tie('numeric'), number),
    op('min', tie('numeric')),
    op('%', tie('numeric'), fc.constantFrom(3, 7, 0.5)),
    op('/', tie('numeric'), fc.constantFrom(2, -4, 0.5)),
  );

const anything = (tie: Tie) =>
  fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant(null),
    path.map((name) => ({ var: name })),
    tie('numeric'),
    tie('rule'),
    op('missing', path, path),
    op('missing_some', fc.integer({ min: 0, max: 2 }), fc.tuple(path, path)),
    op('merge', tie('present'), fc.constantFrom([], [1, 'a'], { var: 'l' })),
    op('substr', text, fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 })),
    op('map', fc.constantFrom({ var: 'l' }, { var: 'none' }), op('+', fc.constant({ var: '' }), number)),
    op('filter', fc.constantFrom({ var: 'l' }, { var: 'e' }), op('>', fc.constant({ var: '' }), number)),
    op(
      'reduce',
      fc.constant({ var: 'l' }),
      op('+', fc.constant({ var: 'current' }), fc.constant({ var: 'accumulator' })),
      number,
    ),
  );

const comparisons = (tie: Tie) => [
  op('==', tie('present'), tie('present')),
  op('!=', tie('present'), fc.oneof(tie('present'), fc.constant(null))),
  op('===', tie('present'), tie('present')),
  op(
    '!==',
    path.filter((name) => name !== 'l').map((name) => ({ var: name })),
    scalar,
  ),
  op('<', tie('present'), tie('present')),
  op('<=', tie('present'), tie('present'), tie('present')),
  op('>', tie('present'), tie('present')),
  op('>=', tie('present'), tie('present')),
];

const junctions = (tie: Tie) => [
  op('and', tie('anything'), tie('rule'), tie('anything')),
  op('or', tie('anything'), tie('rule')),
  op('if', tie('anything'), tie('anything'), tie('rule'), tie('anything')),
  op('?:', tie('rule'), tie('anything'), tie('anything')),
  op('!!', tie('anything')),
  op('in', scalar, fc.constantFrom('web 7', [1, '7', 'web', true], { var: 'l' })),
  op('all', fc.constantFrom({ var: 'l' }, { var: 'e' }, { var: 'none' }), op('>', fc.constant({ var: '' }), number)),
  op('some', fc.constantFrom({ var: 'l' }, { var: 'e' }), op('==', fc.constant({ var: '' }), number)),
  op('none', fc.constantFrom({ var: 'l' }, { var: 'none' }), op('<', fc.constant({ var: '' }), number)),
];

const { rule } = fc.letrec<{ rule: unknown; present: unknown; numeric: unknown; anything: unknown }>((tie) => ({
  present: present(tie),
  numeric: numeric(tie),
  anything: anything(tie),
  rule: fc.oneof({ maxDepth: 4 }, ...comparisons(tie), ...junctions(tie)),
}));

/** json-logic-js has -0 where JSON has 0. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

test('random rules give what json-logic-js gives', () => {
  fc.assert(
    fc.property(rule, (given) => {
      const expected = asJson(jsonLogic.apply(given as RulesLogic, data));
      expect(asJson(compileRule(given).evaluate(data))).toEqual(expected);
      expect(asJson(evaluate(given, data, { trace: true }).value)).toEqual(expected);
    }),
    { numRuns: 3000, seed: 20_260_131 },
  );
});
