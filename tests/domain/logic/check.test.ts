import { checkRule, checkRuleType } from '../../../domain/logic/check.ts';
import { operators } from '../../../domain/logic/operators.ts';
import { subjectScope } from '../../../domain/logic/scope.ts';
import { envelopeFields, type Field } from '../../../domain/records/field.ts';
import { type RecordTypeKey, recordTypes } from '../../../domain/records/record-types.ts';

const custom: readonly Field[] = [
  { key: 'plan', kind: 'choice', label: 'Plan', options: ['free', 'pro'], custom: true },
];
const fieldsOf = (type: RecordTypeKey) => [
  ...envelopeFields,
  ...recordTypes[type].fields,
  ...(type === 'lead' ? custom : []),
];
const lead = subjectScope({
  subject: 'lead',
  fieldsOf,
  previous: true,
  event: true,
  run: { variables: [], stepIds: ['mail'] },
});
const deal = subjectScope({ subject: 'deal' });
const offer = subjectScope({ subject: 'offer' });
const account = subjectScope({ subject: 'account' });
const v = (path: string) => ({ var: path });

const codes = (rule: unknown, scope = lead) => checkRule(rule, scope).map(({ code }) => code);

describe('rules that are fine', () => {
  test.each([
    [{ '==': [v('record.status'), 'hot'] }, lead],
    [{ '==': [v('record.plan'), 'pro'] }, lead],
    [{ in: [v('record.status'), ['hot', 'cold']] }, lead],
    [{ in: ['vip', v('record.tags')] }, lead],
    [{ in: [v('record.expectedClose'), ['2026-01-31']] }, deal],
    [{ '<=': [1, v('record.score'), 10] }, lead],
    [{ '<': [v('record.createdAt'), '2026-01-31T09:00:00.000Z'] }, lead],
    [{ '<': [v('record.expectedClose'), '2026-01-31'] }, deal],
    [{ '<': [v('record.createdAt'), { dateAdd: [v('now'), '-P30D'] }] }, lead],
    [{ '>': [{ daysSince: v('record.expectedClose') }, 3] }, deal],
    [{ '==': [v('event.properties.plan'), 7] }, lead],
    [{ '==': [v('steps.mail.outlet'), 'done'] }, lead],
    [{ '==': [v('related.account.industry'), 'it'] }, deal],
    [{ '>': [{ count: ['tasks', { '==': [v('record.status'), 'open'] }] }, 0] }, lead],
    [{ '>': [{ sum: ['offers', 'total'] }, 1000] }, deal],
    [{ some: [v('record.lines'), { '>': [v('quantity'), 5] }] }, offer],
    [{ '>': [{ reduce: [v('record.lines'), { '+': [v('accumulator'), v('current.quantity')] }, 0] }, 9] }, offer],
    [{ performed: [['email.opened'], { within: 'P30D', where: { '==': [v('event.properties.url'), '/'] } }] }, lead],
    [{ performed: ['email.opened', { since: { step: 'mail' }, count: 2 }] }, lead],
    [{ reachable: ['email', 'newsletter'] }, deal],
    [{ '>': [{ inCurrency: [v('record.amount'), 'EUR'] }, 100] }, deal],
    [{ and: [{ changedTo: ['status', 'hot'] }, { changed: v('record.score') }] }, lead],
    [true, lead],
  ])('%j', (rule, scope) => expect(checkRule(rule, scope)).toEqual([]));
});

describe('rules with errors', () => {
  test.each([
    [{ '==': [1, 1], '!=': [1, 2] }, 'one-operator'],
    [{}, 'one-operator'],
    [{ resembles: [v('record.status'), 'hot'] }, 'unknown-operator'],
    [{ method: [v('record.status'), 'toString'] }, 'unknown-operator'],
    [{ log: 'x' }, 'unknown-operator'],
    [{ constructor: [1] }, 'unknown-operator'],
    [{ '==': [1] }, 'wrong-number-of-arguments'],
    [{ '>': [1, 2, 3] }, 'wrong-number-of-arguments'],
    [{ '==': [v('constructor.name'), 'Object'] }, 'unknown-path'],
    [{ '==': [v('record.__proto__.x'), 1] }, 'unknown-path'],
    [{ '==': [v('record.noSuchField'), 1] }, 'unknown-path'],
    [{ '==': [v('process.env'), 1] }, 'unknown-path'],
    [{ '==': [v('record.status.length'), 1] }, 'unknown-path'],
    [{ '==': [v('related.tasks.status'), 'open'] }, 'unknown-path'],
    [{ '==': [v('related.nobody.name'), 'x'] }, 'unknown-path'],
    [{ '==': [v('steps.nowhere.outlet'), 'x'] }, 'unknown-path'],
    [{ '==': [v('event.colour'), 'x'] }, 'unknown-path'],
    [{ missing: ['record.noSuchField'] }, 'unknown-path'],
    [{ '!!': { var: { cat: ['record.', 'email'] } } }, 'computed-path'],
    [{ '==': [v('record.status'), 'warm'] }, 'unknown-value'],
    [{ in: [v('record.status'), ['hot', 'warm']] }, 'unknown-value'],
    [{ changedTo: ['status', 'warm'] }, 'unknown-value'],
    [{ '==': [v('record.score'), '5'] }, 'unlike-types'],
    [{ '==': [v('record.company'), 5] }, 'unlike-types'],
    [{ '<': [v('record.createdAt'), '2026-01-31'] }, 'unlike-types'],
    [{ '<': [v('record.createdAt'), 5] }, 'unlike-types'],
    [{ in: [v('record.score'), ['5']] }, 'unlike-types'],
    [{ in: [v('record.score'), v('record.company')] }, 'unlike-types'],
    [{ '+': [v('record.company'), 1] }, 'wrong-type'],
    [{ '<': [v('record.tags'), 1] }, 'wrong-type'],
    [{ startsWith: [v('record.score'), '1'] }, 'wrong-type'],
    [{ daysSince: v('record.company') }, 'wrong-type'],
    [{ dateAdd: [v('now'), 'a month'] }, 'wrong-type'],
    [{ map: [v('record.company'), v('')] }, 'wrong-type'],
    [{ sum: ['interactions', 'outcome'] }, 'wrong-type'],
    [{ count: ['nobody'] }, 'unknown-relation'],
    [{ count: ['tasks', { count: ['tasks'] }] }, 'nested-lookup'],
    [{ count: ['tasks', { '==': [v('record.company'), 'x'] }] }, 'unknown-path'],
    [{ performed: ['x', { within: 'soon' }] }, 'wrong-argument'],
    [{ performed: ['x', { colour: 'red' }] }, 'wrong-argument'],
    [{ performed: ['x', { since: { step: 'nowhere' } }] }, 'unknown-step'],
    [{ performed: ['x', { where: { '==': [v('record.status'), 'hot'] } }] }, 'unknown-path'],
    [{ inCurrency: [5, 'EUR'] }, 'wrong-type'],
    [{ inCurrency: [v('record.score'), 'euro'] }, 'wrong-argument'],
    [{ changed: 'colour' }, 'unknown-path'],
    [{ changed: ['a.b'] }, 'wrong-argument'],
  ])('%j: %s', (rule, code) => expect(codes(rule)).toContain(code));

  test('a date and a time', () => {
    expect(codes({ '<': [v('record.expectedClose'), v('now')] }, deal)).toEqual(['unlike-types']);
  });
  test('changes where there is no record before', () => {
    expect(codes({ changed: 'title' }, deal)).toEqual(['no-previous']);
    expect(codes({ performed: ['x', { since: 'run' }] }, deal)).toEqual(['no-run']);
  });
  test('iterations inside one another', () => {
    const deep = { some: [v('record.tags'), { some: [[1], { some: [[1], true] }] }] };
    expect(codes(deep)).toEqual(['too-many-iterations']);
  });
  test('the contact of a record type without a person', () => {
    expect(codes({ '==': [v('contact.email'), 'x'] }, account)).toEqual(['unknown-path']);
  });
  test('keys that are known', () => {
    const scope = { ...deal, segments: new Set<string>(), topics: new Set(['offers']), channels: new Set(['email']) };
    expect(codes({ inSegment: 'vip' }, scope)).toEqual(['unknown-segment']);
    expect(codes({ reachable: ['pigeon', 'news'] }, scope)).toEqual(['unknown-channel', 'unknown-topic']);
  });
});

describe('size and depth', () => {
  const nested = (depth: number): unknown => (depth === 0 ? { '==': [1, 1] } : { '!': [nested(depth - 1)] });
  test('40 deep, 700 parts', () => {
    expect(codes(nested(40))).toEqual(['rule-too-deep']);
    expect(codes(nested(31))).toEqual([]);
    const wide = { or: Array.from({ length: 230 }, (_, n) => ({ '==': [v('record.company'), `s${n}`] })) };
    expect(codes(wide)).toEqual(['rule-too-large']);
  });
  test('a hostile depth does not overflow the stack', () => {
    let rule: unknown = 1;
    for (let depth = 0; depth < 200_000; depth += 1) rule = depth % 2 === 0 ? [rule] : { '!': rule };
    expect(codes(rule)).toEqual(['rule-too-deep']);
  });
});

test('places are JSON pointers inside the rule', () => {
  const rule = { and: [true, { '<=': [1, v('record.nothing')] }] };
  expect(checkRule(rule, lead)[0]?.path).toBe('/and/1/<=/1/var');
});

test('traps are warnings', () => {
  expect(checkRule({ '!': { '<': [v('record.score'), 18] } }, lead)).toMatchObject([
    { severity: 'warning', code: 'missing-passes' },
  ]);
  expect(checkRule({ '<': [v('record.score'), null] }, lead)).toMatchObject([
    { severity: 'warning', code: 'never-true' },
  ]);
});

test('the type of a rule is known', () => {
  expect(checkRuleType({ '+': [v('record.score'), 1] }, lead).type).toMatchObject({ base: 'number', integer: true });
  expect(checkRuleType({ if: [true, 'a', 'b'] }, lead).type.base).toBe('text');
  expect(checkRuleType({ dateAdd: [v('now'), 'P1D'] }, lead).type.base).toBe('dateTime');
});

test('the example of every operator is fine for one of the record types', () => {
  const scopes = Object.keys(recordTypes).map((subject) =>
    subjectScope({ subject: subject as RecordTypeKey, previous: true }),
  );
  for (const [key, { example }] of Object.entries(operators)) {
    expect([key, scopes.some((scope) => codes(example, scope).length === 0)]).toEqual([key, true]);
  }
});
