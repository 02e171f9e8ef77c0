import { logicExceptions } from '../../../domain/logic/exceptions.ts';
import { operators } from '../../../domain/logic/operators.ts';
import { disagreements } from './disagreements.ts';
import { logicCases } from './logic-cases.ts';

describe('the table of cases', () => {
  test('has at least 300 rows and every operator that needs no lookup', () => {
    expect(logicCases.length).toBeGreaterThanOrEqual(300);
    const text = JSON.stringify(logicCases.map(({ rule }) => rule));
    const lacking = Object.entries(operators).filter(
      ([key, { kind }]) => kind !== 'lookup' && !text.includes(`{${JSON.stringify(key)}:`),
    );
    expect(lacking.map(([key]) => key)).toEqual([]);
  });

  test.each([...new Set(logicCases.map(({ group }) => group))])('%s', (group) => {
    expect(disagreements(logicCases.filter((row) => row.group === group))).toEqual([]);
  });

  test('a wrong answer is noticed', () => {
    const wrong = { group: 'wrong', rule: { '+': [1, 2] }, data: {}, expected: 4 };
    expect(disagreements([...logicCases, wrong])).toEqual([expect.stringContaining('"answers":[3,3,3]')]);
  });

  test('the exceptions from json-logic-js are among what is compared', () => {
    expect(logicExceptions.length).toBeGreaterThan(0);
    expect(disagreements([])).toEqual([]);
  });
});
