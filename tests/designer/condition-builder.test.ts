import { jsonBreak } from '../../designer/rules/builder/json-break.ts';
import { controlField, itemsOf, literalOf } from '../../designer/rules/builder/literal-of.ts';
import { operandInfo } from '../../designer/rules/builder/operand-info.ts';
import { operandsIn } from '../../designer/rules/builder/operands-in.ts';
import { parsedRule } from '../../designer/rules/builder/parsed-rule.ts';
import { countable } from '../../designer/rules/builder/preview-scope.ts';
import { emptyQuery, type Query, type Row, type RowValue } from '../../designer/rules/builder/query.ts';
import { queryOf, rowsOf } from '../../designer/rules/builder/query-of.ts';
import { isRaw, rowOf } from '../../designer/rules/builder/row-of.ts';
import { operatorsFor, shapeOf, valueAfter } from '../../designer/rules/builder/row-operators.ts';
import { ruleOf } from '../../designer/rules/builder/rule-of.ts';
import { ruleOfRow } from '../../designer/rules/builder/rule-of-row.ts';
import { sureIn, trapsOfGroup, trapsOfRow } from '../../designer/rules/builder/traps.ts';
import type { Json } from '../../domain/json.ts';
import { checkRule } from '../../domain/logic/check.ts';
import { operators } from '../../domain/logic/operators.ts';
import { subjectScope } from '../../domain/logic/scope.ts';
import { envelopeFields } from '../../domain/records/field.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { randomOf } from '../domain/run/random-step.ts';
import { fixtureRules, libraryRules, randomRule } from './builder-rules.ts';

type Shown = 'controls' | 'in part' | 'text';

function shown(rule: Json): Shown {
  const query = queryOf(rule);
  if (query === null) return 'text';
  expect(JSON.stringify(ruleOf(query))).toBe(JSON.stringify(rule));
  return rowsOf(query).some(isRaw) ? 'in part' : 'controls';
}

function counted(rules: readonly Json[]): Readonly<Record<Shown, number>> {
  const counts = { controls: 0, 'in part': 0, text: 0 };
  for (const rule of rules) counts[shown(rule)] += 1;
  return counts;
}

const v = (path: string): Json => ({ var: path });
const fieldsOf = (type: RecordTypeKey) => [
  ...envelopeFields,
  ...recordTypes[type].fields,
  { key: 'plan', kind: 'choice', label: 'Plan', options: ['free', 'pro'], custom: true } as const,
];
const lead = subjectScope({
  subject: 'lead',
  fieldsOf,
  previous: true,
  event: true,
  run: { variables: [{ key: 'limit', kind: 'integer', label: 'Limit' }], stepIds: ['mail'] },
});
const resting = subjectScope({ subject: 'deal' });

describe('a rule as lines and groups writes the very same rule again, or stays text', () => {
  test('every condition of the library has controls', () => {
    const rules = libraryRules();
    expect(rules.length).toBeGreaterThan(30);
    expect(rules.filter((rule) => shown(rule) !== 'controls')).toEqual([]);
  });

  test('rules of the fixtures, mistakes and calculations among them', () => {
    const rules = fixtureRules();
    const { controls, text } = counted(rules);
    expect(rules.length).toBeGreaterThan(800);
    expect(controls).toBeGreaterThan(180);
    expect(text).toBeGreaterThan(0);
  });

  test('600 drawn rules over every field and operator', () => {
    const random = randomOf(7);
    const rules = Array.from({ length: 600 }, () => randomRule(random));
    expect(counted(rules)).toEqual({ controls: 540, 'in part': 24, text: 36 });
  });

  test('operators that are no condition by themselves stay text: what gives a number, a text or a list', () => {
    const text = Object.entries(operators).flatMap(([key, { example }]) =>
      shown(example as Json) === 'text' ? [key] : [],
    );
    expect(text).toEqual(
      'var missing_some if ?: + - * / % min max cat substr merge map filter reduce count sum inCurrency'.split(' '),
    );
  });

  test.each<[Json]>([
    [true],
    [null],
    [[]],
    [{}],
    [{ and: [] }],
    [{ and: v('record.email') }],
    [{ '==': [v('record.email'), 'a'], '!=': [1, 2] }],
    [{ nosuch: [v('record.email')] }],
    [{ constructor: [1] }],
    [JSON.parse('{"__proto__":[1,2]}')],
    [{ '==': [{ var: ['record.email', 'none'] }, 'a'] }],
    [{ '==': [1, 2] }],
  ])('%j is text', (rule) => expect(queryOf(rule)).toBeNull());

  test('a part without controls stays beside the others as it is', () => {
    const part: Json = { daysSinceEver: [{ var: 'record.createdAt' }] };
    const rule: Json = { and: [{ '==': [v('record.status'), 'hot'] }, part] };
    expect(queryOf(rule)?.rules.at(1)).toEqual({ field: 'raw', operator: 'raw', value: { raw: part } });
  });

  test('no rule is an empty group, and the other way round', () => {
    expect(queryOf(undefined)).toEqual(emptyQuery());
    expect(ruleOf(emptyQuery())).toBeUndefined();
  });

  test('a line that lacks its value does not count', () => {
    const query: Query = {
      combinator: 'and',
      rules: [rowOf({ '==': [v('record.status'), 'hot'] }), { field: 'record.score', operator: '>', value: {} }],
      bare: true,
    };
    expect(ruleOf(query)).toEqual({ '==': [v('record.status'), 'hot'] });
  });

  test('a rule too deep to walk is text', () => {
    const deep = Array.from({ length: 5_000 }).reduce<Json>((rule) => ({ '!': rule }), v('record.email'));
    expect(queryOf(deep)).toBeNull();
  });
});

describe('operators of a field', () => {
  test.each([
    ['record.company', 'startsWith', true],
    ['record.score', 'between', true],
    ['record.score', 'contains', false],
    ['record.status', 'in', true],
    ['record.status', '>', false],
    ['record.tags', 'contains', true],
    ['record.plan', 'not:in', true],
    ['record.createdAt', '==', false],
    ['record.createdAt', '<', true],
    ['record.status', 'changedTo', true],
    ['contact.email', 'changed', false],
    ['daysSince:record.createdAt', '>', true],
    ['count:tasks', '>=', true],
    ['event.properties.plan', '==', true],
    ['performed', 'not:performed', true],
  ])('%s: %s %s', (operand, operator, offered) => {
    expect(operatorsFor(operand, lead).includes(operator)).toBe(offered);
  });

  test('nothing was changed where there is no record before', () => {
    expect(operatorsFor('record.name', resting)).not.toContain('changed');
  });

  const literals: Partial<Record<string, Json>> = {
    number: 1,
    boolean: true,
    date: '2026-01-31',
    dateTime: '2026-01-31T09:00:00.000Z',
  };

  function valueFor(field: string, operator: string): RowValue {
    const info = operandInfo(field, lead);
    const literal = info?.field?.options?.[0] ?? literals[info?.kind ?? ''] ?? 'acme';
    const to = { literal: shapeOf(operator) === 'list' ? [literal] : literal };
    return { to, upper: { literal }, where: true, events: ['email.opened'], paths: ['record.email'] };
  }

  test('each field with each of its operators makes a rule without errors, which comes back', () => {
    const rows = operandsIn(lead).flatMap(({ operands }) =>
      operands.flatMap((field) =>
        operatorsFor(field, lead).map((operator): Row => ({ field, operator, value: valueFor(field, operator) })),
      ),
    );
    const wrong = rows.filter((row) => {
      const rule = ruleOfRow(row) ?? null;
      const errors = checkRule(rule, lead).filter(({ severity }) => severity === 'error');
      return errors.length > 0 || isRaw(rowOf(rule)) || JSON.stringify(ruleOfRow(rowOf(rule))) !== JSON.stringify(rule);
    });
    expect(rows.length).toBeGreaterThan(500);
    expect(wrong).toEqual([]);
  });

  test.each([
    [{ to: { literal: 'a' } }, '==', 'in', { to: { literal: ['a'] } }],
    [{ to: { literal: ['a', 'b'] } }, 'in', '==', { to: { literal: 'a' } }],
    [{ to: { literal: 1 } }, '>', 'between', { to: { literal: 1 } }],
    [{ to: { literal: 1 } }, '>', 'isEmpty', {}],
    [{ to: { literal: 1 }, written: { flipped: true as const } }, '>', '<', { to: { literal: 1 } }],
    [{ where: true, to: { literal: 1 } }, '>', 'between', { where: true, to: { literal: 1 } }],
  ])('%j of %s as %s', (value, before, after, expected) => {
    expect(valueAfter(value, before, after)).toEqual(expected);
  });
});

const kindsOf = (rule: Json, scope = lead) =>
  trapsOfRow(rowOf(rule), scope).map((trap) => (trap.kind === 'issue' ? trap.issue.code : trap.kind));

describe('traps', () => {
  test.each<[Json, readonly string[]]>([
    [{ '>': [v('record.score'), 5] }, ['missing-left-out']],
    [{ '!=': [v('record.source'), 'web'] }, ['missing-passes']],
    [{ '!': { in: [v('record.country'), ['PL']] } }, ['missing-passes']],
    [{ '!': { '<': [v('record.score'), 18] } }, ['missing-passes']],
    [{ '==': [v('record.source'), 'web'] }, []],
    [{ '==': [v('record.nothing'), 1] }, ['unknown-path']],
    [{ '==': [v('record.status'), 'gone'] }, ['unknown-value']],
    [{ '>': [v('record.score'), 'five'] }, ['unlike-types']],
    [{ performed: ['email.opened', { since: { step: 'nosuch' } }] }, ['unknown-step']],
  ])('%j %j', (rule, kinds) => expect(kindsOf(rule)).toEqual(kinds));

  test('none of a value that another line makes sure of', () => {
    const query = queryOf({ and: [{ '!!': v('record.score') }, { '<': [v('record.score'), 5] }] });
    const sure = query === null ? [] : sureIn(query);
    expect(rowsOf(query ?? emptyQuery()).flatMap((row) => trapsOfRow(row, lead, sure))).toEqual([]);
  });

  test('what is missing, and what a denied group lets pass', () => {
    expect(trapsOfRow({ field: 'record.score', operator: '>', value: {} }, lead)).toEqual([{ kind: 'incomplete' }]);
    const denied: Query = { combinator: 'and', rules: [rowOf({ '<': [v('record.score'), 5] })], bare: true, not: true };
    expect(trapsOfGroup(denied, lead, true)).toMatchObject([{ kind: 'issue', issue: { code: 'missing-passes' } }]);
  });
});

describe('text', () => {
  test('is a rule, none, or tells where it breaks off', () => {
    expect(parsedRule('{ "==": [1, 2] }')).toEqual({ sound: true, rule: { '==': [1, 2] } });
    expect(parsedRule(' \n')).toEqual({ sound: true, rule: undefined });
    expect(parsedRule('{\n  "==": [1,, 2]\n}')).toEqual({ sound: false, line: 2, column: 12 });
    expect(parsedRule('{ "=="')).toEqual({ sound: false, line: 1, column: 7 });
  });

  test.each([
    ['[1 2]', 3],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ["{'a':1}", 1],
    ['[01]', 1],
    ['[tru]', 1],
    ['[1}', 2],
    ['{"a":"b\nc"}', 5],
    ['{} {}', 3],
    ['[{"a":[true,null,-1.5e3,"\\u00e9"]},', 35],
  ])('%j breaks off at %i', (text, at) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonBreak(text)).toBe(at);
  });

  test('JSON does not break off', () => {
    for (const rule of fixtureRules()) {
      const text = JSON.stringify(rule, null, 1);
      expect(jsonBreak(text)).toBe(text.length);
    }
  });
});

describe('counting', () => {
  test.each<[Json, 'yes' | 'later' | 'wrong']>([
    [{ '==': [v('record.plan'), 'pro'] }, 'yes'],
    [{ '==': [v('event.properties.plan'), 'pro'] }, 'later'],
    [{ changed: 'status' }, 'later'],
    [{ '==': [v('record.nothing'), 1] }, 'wrong'],
  ])('%j: %s', (rule, expected) => expect(countable(rule, lead)).toBe(expected));
});

describe('values from controls', () => {
  const fieldOf = (operand: string) => controlField(operandInfo(operand, lead), 'Value');

  test.each([
    ['record.score', '12', 12],
    ['record.score', '12,', 12],
    ['record.score', 'twelve', undefined],
    ['record.company', ' acme ', 'acme'],
    ['record.company', '', undefined],
    ['count:tasks', '2', 2],
    ['daysSince:record.createdAt', '30', 30],
  ])('%s: %j is %j', (operand, draft, expected) => expect(literalOf(fieldOf(operand), draft)).toBe(expected));

  test('items of a list stay what they were; new ones are of the kind of the field', () => {
    expect(itemsOf(fieldOf('record.score'), ['1', '2', '3', 'x'], ['1', 2])).toEqual(['1', 2, 3]);
  });
});
