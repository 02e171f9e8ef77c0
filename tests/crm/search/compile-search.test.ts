import { compileSearch } from '../../../crm/search/compile-search.ts';
import { fieldsOf, type RecordTypeKey } from '../../../domain/records/record-types.ts';

const v = (path: string) => ({ var: path });
const compile = (rule: unknown, recordType: RecordTypeKey = 'lead', firstParam = 1) =>
  compileSearch({ recordType, rule, now: '2026-03-15T12:00:00.000Z', fieldsOf: (type) => fieldsOf(type), firstParam });

test('a plain comparison stays plain, so that an index can serve', () => {
  expect(compile({ '==': [v('record.email'), 'ann@example.test'] })).toEqual({
    kind: 'ok',
    sql: '(t."email" = $1::text)',
    params: ['ann@example.test'],
  });
});

test('what does not depend on the record is computed beforehand, and parameters begin where they are told to', () => {
  const rule = {
    and: [{ '<': [v('record.createdAt'), { dateAdd: [v('now'), '-P30D'] }] }, { '>': [v('record.score'), 5] }],
  };
  expect(compile(rule, 'lead', 4)).toEqual({
    kind: 'ok',
    sql: '((t."createdAt" < $4::timestamptz AND t."score" > $5::int8))',
    params: ['2026-02-13T12:00:00.000Z', 5],
  });
});

test('values never become part of the text', () => {
  const evil = `'; DROP TABLE lead; --`;
  const search = compile({
    or: [
      { '==': [v('record.company'), evil] },
      { in: [v('record.country'), [evil]] },
      { contains: [v('record.title'), evil] },
    ],
  });
  expect(search).toMatchObject({ kind: 'ok', sql: expect.not.stringContaining('DROP') });
});

test.each([
  [{ nosuch: [1] }, 'unknown-operator', '/nosuch'],
  [{ '==': [v('record.noSuchField'), 1] }, 'unknown-path', '/==/0/var'],
  [{ '==': [v('constructor.name'), 'Object'] }, 'unknown-path', '/==/0/var'],
  [{ '==': [v('previous.status'), 'hot'] }, 'unknown-path', '/==/0/var'],
  [{ '==': [v('event.type'), 'x'] }, 'unknown-path', '/==/0/var'],
  [{ changed: 'status' }, 'no-previous', ''],
  [{ '==': [v('record.score'), 'ten'] }, 'unlike-types', '/==/1'],
  [{ and: [true, { inSegment: 'vip' }] }, 'unknown-segment', '/and/1'],
  [{ performed: ['email.opened', { since: 'run' }] }, 'no-run', ''],
  [{ in: ['a', { merge: [v('record.tags'), ['b']] }] }, 'not-searchable', '/in/1'],
  [{ '>': [{ inCurrency: [v('record.annualRevenue'), 'EUR'] }, 1] }, 'not-searchable', '/>/0', 'account'],
  [{ reachable: ['email', 'newsletter'] }, 'not-searchable', ''],
] as const)('%j is refused: %s', (rule, code, path, type: RecordTypeKey = 'lead') => {
  expect(compile(rule, type)).toMatchObject({
    kind: 'issues',
    issues: [{ severity: 'error', code, path, message: expect.any(String) }],
  });
});

test.each([
  ['or', (rule: unknown) => ({ or: [rule, 'x'] })],
  ['if', (rule: unknown) => ({ if: [{ '!!': v('record.title') }, rule, rule] })],
  ['substr', (rule: unknown) => ({ substr: [rule, -5, -1] })],
  ['cat', (rule: unknown) => ({ cat: [rule, 'x'] })],
])('the SQL of %s inside one another does not grow out of hand', (operator, wrap) => {
  let rule: unknown = v('record.company');
  for (let depth = 0; depth < (operator === 'if' ? 6 : 30); depth += 1) rule = wrap(rule);
  const search = compile({ '==': [rule, 'x'] });
  expect(search.kind === 'ok' ? search.sql.length : Number.POSITIVE_INFINITY).toBeLessThan(20_000);
});

test.each([true, 1, 'text'])('the constant %j finds everything', (rule) => {
  expect(compile(rule)).toEqual({ kind: 'ok', sql: '(TRUE)', params: [] });
});
