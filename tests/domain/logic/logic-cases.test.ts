import { readFileSync } from 'node:fs';
import { compileRule } from '../../../domain/logic/compile.ts';
import { evaluate } from '../../../domain/logic/evaluate.ts';
import { logicExceptions } from '../../../domain/logic/exceptions.ts';
import { operators } from '../../../domain/logic/operators.ts';

type Case = { group: string; rule: unknown; data: unknown; expected: unknown };

const cases = JSON.parse(
  readFileSync(new URL('../../fixtures/logic-cases.json', import.meta.url), 'utf8'),
) as readonly Case[];

describe('the table of cases', () => {
  test('has at least 300 rows and every operator that needs no lookup', () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    const text = JSON.stringify(cases.map(({ rule }) => rule));
    const lacking = Object.entries(operators).filter(
      ([key, { kind }]) => kind !== 'lookup' && !text.includes(`{${JSON.stringify(key)}:`),
    );
    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  test.each([...new Set(cases.map(({ group }) => group))])('%s', (group) => {
    for (const { rule, data, expected } of cases.filter((row) => row.group === group)) {
      const label = JSON.stringify({ rule, data });
      expect([label, compileRule(rule).evaluate(data)]).toEqual([label, expected]);
      expect([label, evaluate(rule, data).value]).toEqual([label, expected]);
      expect([label, evaluate(rule, data, { trace: true }).value]).toEqual([label, expected]);
    }
  });
});

test.each(logicExceptions)('the exception $id holds', ({ example }) => {
  const run = () => compileRule(example.rule).evaluate(example.data);
  if ('refused' in example) expect(run).toThrow(expect.objectContaining({ code: example.refused }));
  else expect(run()).toEqual(example.here);
});
