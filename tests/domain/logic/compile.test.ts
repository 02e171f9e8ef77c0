import { compileRule } from '../../../domain/logic/compile.ts';
import { evaluate } from '../../../domain/logic/evaluate.ts';

const v = (path: string) => ({ var: path });

describe('slots', () => {
  const rule = {
    and: [
      { performed: [['email.opened', 'email.clicked'], { since: 'run' }] },
      { performed: [['email.opened', 'email.clicked'], { since: 'run' }] },
      { '>': [{ count: ['cases', { '==': [v('record.status'), 'open'] }] }, 1] },
    ],
  };
  test('each question once, with its arguments', () => {
    const { slots } = compileRule(rule);
    expect(slots).toMatchObject([
      { kind: 'performed', events: ['email.opened', 'email.clicked'], since: 'run', count: 1, bots: false },
      { kind: 'aggregate', calculation: 'count', relation: 'cases', rule: { '==': [v('record.status'), 'open'] } },
    ]);
    expect(new Set(slots.map(({ key }) => key)).size).toBe(2);
  });
  test('the rule reads the values looked up', () => {
    const { slots, evaluate: run } = compileRule(rule);
    const values = (performed: boolean, count: number) =>
      new Map(slots.map(({ key }, n) => [key, n === 0 ? performed : count]));
    expect(run({}, values(true, 2))).toBe(true);
    expect(run({}, values(true, 1))).toBe(false);
    expect(run({}, values(false, 2))).toBe(false);
  });
  test('a value that was not looked up is an error, never a silent false', () => {
    expect(() => compileRule({ inSegment: 'vip' }).evaluate({})).toThrow(expect.objectContaining({ code: 'internal' }));
  });
  test('a one-key object among literal arguments is no operation', () => {
    expect(compileRule({ performed: ['x', { within: 'P1D' }] }).slots).toMatchObject([{ within: 'P1D' }]);
  });
  test('some with a text is about a relation, with a list about its elements', () => {
    expect(compileRule({ some: ['cases', true] }).slots).toMatchObject([{ kind: 'aggregate', calculation: 'some' }]);
    expect(compileRule({ some: [['cases'], true] }).slots).toEqual([]);
  });
});

describe('money', () => {
  const rule = compileRule({ inCurrency: [v('record.amount'), 'EUR'] });
  const run = (record: object, rates: object) =>
    rule.evaluate({ record }, new Map(rule.slots.map(({ key }) => [key, rates])));
  test.each([
    [{ amount: 1000, currency: 'EUR' }, {}, 1000],
    [{ amount: 1000, currency: 'PLN' }, { PLN: 0.25 }, 250],
    [{ amount: 150, currency: 'JPY' }, { JPY: 0.006 }, 90],
    [{ amount: 1, currency: 'PLN' }, { PLN: 0.5 }, 1],
    [{ amount: 1000, currency: 'PLN' }, { USD: 0.9 }, null],
    [{ amount: 1000 }, { PLN: 0.25 }, null],
    [{ currency: 'PLN' }, { PLN: 0.25 }, null],
  ])('%j at %j is %j', (record, rates, expected) => expect(run(record, rates)).toBe(expected));
});

describe('what is known beforehand', () => {
  const rule = {
    and: [
      { '==': [v('record.source'), 'web'] },
      { in: [v('record.country'), ['PL', 'DE']] },
      { and: [{ '===': ['gold', v('vars.level')] }, { changedTo: ['status', 'hot'] }] },
      { or: [{ '==': [v('related.account.industry'), 'it'] }, { changed: 'score' }] },
      { '<': [{ daysSince: v('record.createdAt') }, 3] },
      { some: [v('record.lines'), { '>': [v('quantity'), 2] }] },
      { some: ['cases', { '==': [v('record.status'), 'open'] }] },
      { '!=': [v('steps.mail.outlet'), v('event.properties.plan.name')] },
      { '==': [{ inCurrency: [v('record.amount'), 'EUR'] }, 5] },
      { '!': { missing: ['contact.email'] } },
    ],
  };
  test('reads', () => {
    expect(compileRule(rule).reads).toEqual([
      { root: 'record', field: 'source' },
      { root: 'record', field: 'country' },
      { root: 'vars', field: 'level' },
      { root: 'record', field: 'status' },
      { root: 'previous', field: 'status' },
      { root: 'related', relation: 'account', field: 'industry' },
      { root: 'record', field: 'score' },
      { root: 'previous', field: 'score' },
      { root: 'record', field: 'createdAt' },
      { root: 'now' },
      { root: 'record', field: 'lines' },
      { root: 'related', relation: 'cases' },
      { root: 'related', relation: 'cases', field: 'status' },
      { root: 'steps', field: 'mail' },
      { root: 'event', field: 'properties.plan.name' },
      { root: 'record', field: 'amount' },
      { root: 'record', field: 'currency' },
      { root: 'contact', field: 'email' },
    ]);
  });
  test('guards: only what the whole rule implies', () => {
    expect(compileRule(rule).guards).toEqual({
      equals: [
        { path: 'record.source', values: ['web'] },
        { path: 'record.country', values: ['PL', 'DE'] },
        { path: 'vars.level', values: ['gold'] },
        { path: 'record.status', values: ['hot'] },
      ],
      changed: ['status'],
    });
    expect(compileRule({ or: [{ '==': [v('record.source'), 'web'] }, true] }).guards.equals).toEqual([]);
  });
  test('changed fields', () => expect(compileRule(rule).changedFields).toEqual(['status', 'score']));
});

describe('a trace', () => {
  test('has every sub-result, values read, and what was not needed', () => {
    const rule = {
      and: [{ '==': [v('record.source'), 'web'] }, { '>': [v('record.score'), 50] }, { '!!': v('record.email') }],
    };
    const { value, trace } = evaluate(rule, { record: { source: 'web', score: 3 } }, { trace: true });
    expect(value).toBe(false);
    expect(trace).toEqual({
      op: 'and',
      at: '',
      evaluated: true,
      value: false,
      children: [
        {
          op: '==',
          at: '/and/0',
          evaluated: true,
          value: true,
          children: [
            { op: 'var', at: '/and/0/==/0', path: 'record.source', evaluated: true, value: 'web', children: [] },
          ],
        },
        {
          op: '>',
          at: '/and/1',
          evaluated: true,
          value: false,
          children: [{ op: 'var', at: '/and/1/>/0', path: 'record.score', evaluated: true, value: 3, children: [] }],
        },
        { op: '!!', at: '/and/2', evaluated: false, children: [] },
      ],
    });
  });
  test('shows the elements of an iteration', () => {
    const { trace } = evaluate({ some: [v('l'), { '>': [v(''), 1] }] }, { l: [1, 2, 3] }, { trace: true });
    expect(trace?.children.map(({ op, value }) => [op, value])).toEqual([
      ['var', [1, 2, 3]],
      ['>', false],
      ['>', true],
    ]);
  });
});

test('a rule of the wrong structure is refused with its issues', () => {
  const refused = expect.objectContaining({
    code: 'invalid-rule',
    details: { issues: [expect.objectContaining({ code: 'unknown-operator' })] },
  });
  expect(() => compileRule({ nosuch: 1 })).toThrow(refused);
  expect(() => evaluate({ nosuch: 1 }, {})).toThrow(refused);
});

test('what a rule visits is limited', () => {
  const list = Array.from({ length: 400 }, (_, n) => n);
  const rule = compileRule({ some: [v('l'), { some: [list.slice(0, 300), false] }] });
  expect(() => rule.evaluate({ l: list })).toThrow(expect.objectContaining({ code: 'rule-too-costly' }));
  expect(() => compileRule({ all: [v('l'), true] }).evaluate({ l: Array(1001).fill(1) })).toThrow(
    expect.objectContaining({ code: 'rule-too-costly' }),
  );
});
