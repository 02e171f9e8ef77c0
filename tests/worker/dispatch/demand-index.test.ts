import fc from 'fast-check';
import { compileRule } from '../../../domain/logic/compile.ts';
import { demandsOf } from '../../../domain/logic/demand.ts';
import { parseRule } from '../../../domain/logic/node.ts';
import { truthy } from '../../../domain/logic/values.ts';
import { createDemandIndex } from '../../../worker/dispatch/demand-index.ts';

const ofRecords = new Set(['record', 'previous', 'event', 'now']);
const ofEvents = new Set(['event', 'now']);
const alternatives = (rule: unknown, roots = ofRecords) => demandsOf(parseRule(rule).node, roots);
const v = (path: string) => ({ var: path });

const texts = [
  '',
  '0',
  '5',
  '5.0',
  ' 5',
  'web',
  'WEB',
  'Web shop',
  'ŻÓŁW',
  'İ',
  'ΣΑΣ',
  '😀a',
  'true',
  '2031-03-03T00:00:00.000Z',
];
const literal = fc.oneof(
  fc.constantFrom<unknown>(...texts),
  fc.integer({ min: -3, max: 6 }),
  fc.constantFrom<unknown>(true, false, null, 5.5, -0),
);
const value = fc.oneof(literal, fc.constantFrom<unknown>([], ['web', 5], ['5', true, null], {}, { a: 1 }, [['web']]));
const paths = [
  'record.a',
  'record.b',
  'previous.a',
  'event.properties.n',
  'now',
  'record.none',
  'contact.a',
  'record.b.0',
];

const { rule } = fc.letrec<{ rule: unknown; measure: unknown }>((tie) => {
  const op = (name: string, ...args: fc.Arbitrary<unknown>[]) => fc.tuple(...args).map((all) => ({ [name]: all }));
  const path = fc.constantFrom(...paths).map(v);
  const measure = fc.oneof(
    { maxDepth: 2 },
    { weight: 5, arbitrary: path },
    op('+', tie('measure'), literal),
    op('cat', tie('measure'), literal),
    op('daysSince', fc.constantFrom(v('record.a'), v('now'))),
    op('if', tie('rule'), tie('measure'), literal),
    fc.constantFrom<unknown>({ var: ['record.none', 5] }, { var: '' }, { var: { cat: ['record', '.a'] } }),
    op('filter', path, op('==', fc.constant({ var: '' }), literal)),
  );
  const compare = fc.constantFrom('==', '===', '!=', '!==', '<', '<=', '>', '>=');
  return {
    measure,
    rule: fc.oneof(
      { maxDepth: 4 },
      fc.tuple(compare, tie('measure'), literal).map(([name, a, b]) => ({ [name]: [a, b] })),
      fc.tuple(compare, literal, tie('measure')).map(([name, a, b]) => ({ [name]: [a, b] })),
      fc.tuple(fc.constantFrom('<', '<='), literal, tie('measure'), literal).map(([name, ...all]) => ({ [name]: all })),
      op('in', literal, tie('measure')),
      op('in', tie('measure'), fc.oneof(fc.array(literal, { maxLength: 3 }), fc.constant('web shop 5'))),
      op('contains', tie('measure'), literal),
      op('startsWith', tie('measure'), literal),
      op('isEmpty', tie('measure')),
      op('missing', fc.constantFrom('record.a', 'contact.a')),
      op('changed', fc.constantFrom('a', 'b')),
      op('changedTo', fc.constantFrom('a', 'b'), literal),
      op('changedFrom', fc.constantFrom('a', 'b'), literal),
      op('some', path, op('>', fc.constant({ var: '' }), literal)),
      op('!', tie('rule')),
      op('!!', tie('rule')),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ and: all })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((all) => ({ or: all })),
      tie('measure'),
    ),
  };
});

const fields = fc.record({ a: value, b: value }, { requiredKeys: [] });
const data = fc.record({
  record: fields,
  previous: fc.option(fields),
  contact: fields,
  event: fc.record({ properties: fc.record({ n: value }) }),
  now: fc.constant('2031-03-05T10:00:00.000Z'),
});

/** Whether a rule is true; one that costs too much is not. */
function holds(rule: unknown, given: object): boolean {
  try {
    return truthy(compileRule(rule).evaluate(given));
  } catch {
    return false;
  }
}

describe('an index over what rules demand', () => {
  test.each([
    ['of records', ofRecords, 41],
    ['of events, seeing nothing of the record', ofEvents, 42],
  ])('finds every rule that is true, whatever its shape and the data: %s', (_, roots, seed) => {
    let [kept, skipped] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 12 }),
        fc.array(data, { minLength: 3, maxLength: 6 }),
        (rules, all) => {
          const index = createDemandIndex<number>();
          const indexed = rules.map((one, n) => {
            const found = alternatives(one, roots);
            return found.length === 0 ? null : index.add(n, found);
          });
          const check = (present: (n: number) => boolean) => {
            for (const given of all) {
              const seen = Object.fromEntries(
                Object.entries(given).map(([root, part]) => [root, roots.has(root) ? part : null]),
              );
              const found = index.find(seen);
              const missed = rules.filter((one, n) => indexed[n] && present(n) && !found.has(n) && holds(one, given));
              expect(missed).toEqual([]);
              expect([...found].filter((n) => !present(n))).toEqual([]);
              kept += indexed.filter(Boolean).length;
              skipped += indexed.filter((demands, n) => demands && !found.has(n)).length;
            }
          };
          check(() => true);
          for (const [n, demands] of indexed.entries()) if (demands && n % 2 === 0) index.remove(n, demands);
          check((n) => n % 2 === 1);
        },
      ),
      { numRuns: 1_000, seed },
    );
    // It would find all by passing over nothing.
    expect(skipped / kept).toBeGreaterThan(0.3);
  });

  test.each<[string, unknown, object, boolean]>([
    ['an equal value', { '==': [v('record.a'), 'web'] }, { a: 'web' }, true],
    ['another value', { '==': [v('record.a'), 'web'] }, { a: 'shop' }, false],
    ['a text that is the number', { '==': [v('record.a'), 5] }, { a: '5' }, true],
    ['one of several', { or: [{ '==': [v('record.a'), 'web'] }, { '>': [v('record.b'), 10] }] }, { b: 11 }, true],
    ['none of several', { or: [{ '==': [v('record.a'), 'web'] }, { '>': [v('record.b'), 10] }] }, { b: 9 }, false],
    ['below a bound', { '<': [v('record.a'), 10] }, { a: 11 }, false],
    ['not below a bound', { '!': { '<': [v('record.a'), 10] } }, { a: 9 }, false],
    ['no order, so not below', { '!': { '<': [v('record.a'), 10] } }, {}, true],
    ['a tag that is there', { in: ['vip', v('record.a')] }, { a: ['x', 'vip'] }, true],
    ['a tag that is not there', { in: ['vip', v('record.a')] }, { a: ['x'] }, false],
    ['a part of a text', { contains: [v('record.a'), 'SHOP'] }, { a: 'my shop' }, true],
    ['another beginning', { startsWith: [v('record.a'), 'my'] }, { a: 'Your' }, false],
    ['a sum beyond a bound', { '>': [{ '+': [v('record.a'), 1] }, 5] }, { a: 3 }, false],
    ['an empty field', { isEmpty: v('record.a') }, { a: 'x' }, false],
  ])('passes over a rule by %s, or does not', (_, one, record, found) => {
    const index = createDemandIndex<string>();
    index.add('it', alternatives(one));
    expect(index.find({ record, previous: null, event: null, now: '' }).has('it')).toBe(found);
  });

  test('what looks beyond the event demands nothing of it', () => {
    for (const one of [
      v('related.account.industry'),
      { performed: ['email.opened'] },
      { or: [{ '==': [v('record.a'), 1] }, v('contact.a')] },
      { var: '' },
    ])
      expect(alternatives(one)).toEqual([]);
    expect(alternatives({ '==': [v('record.a'), 1] }, ofEvents)).toEqual([]);
  });

  test('of several demands that which fewest rules share keeps a rule', () => {
    const index = createDemandIndex<number>();
    for (let n = 0; n < 1_000; n += 1) {
      const both = { and: [{ '==': [v('record.a'), 'same'] }, { '>': [v('record.b'), 1_000 + n] }] };
      index.add(n, alternatives(both));
    }
    expect(index.find({ record: { a: 'same', b: 0 } }).size).toBeLessThan(50);
    expect(index.find({ record: { a: 'same', b: 1_500 } }).size).toBeGreaterThan(450);
  });

  test('a measure that costs too much decides nothing', () => {
    const index = createDemandIndex<string>();
    index.add('it', alternatives({ '==': [{ cat: [v('record.a'), 'x'] }, 'y'] }));
    expect(index.find({ record: { a: 'x'.repeat(70_000) } }).has('it')).toBe(true);
  });
});
