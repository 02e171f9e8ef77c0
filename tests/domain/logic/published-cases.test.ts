import { readFileSync } from 'node:fs';
import jsonLogic, { type RulesLogic } from 'json-logic-js';
import { disagreements, type LogicCase } from './disagreements.ts';

/** What JSON-Logic publishes: for each of its operators rules, data and results; the exceptions of ours touch none of them. */
const published: readonly LogicCase[] = JSON.parse(
  readFileSync(new URL('../../fixtures/published-logic-cases.json', import.meta.url), 'utf8'),
);

test('the table says what json-logic-js gives', () => {
  expect(published.length).toBeGreaterThan(250);
  const wrong = published.filter(
    ({ rule, data, expected }) =>
      JSON.stringify(jsonLogic.apply(rule as RulesLogic, data)) !== JSON.stringify(expected),
  );
  expect(wrong).toEqual([]);
});

test.each([...new Set(published.map(({ group }) => group))])('%s', (group) => {
  expect(disagreements(published.filter((row) => row.group === group))).toEqual([]);
});
