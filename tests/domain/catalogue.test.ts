import { catalogueOf } from '../../domain/catalogue.ts';
import { operators } from '../../domain/logic/operators.ts';
import { fieldsOf } from '../../domain/records/record-types.ts';
import { stepTypes } from '../../domain/steps/registry.ts';
import { triggerTypes } from '../../domain/triggers/registry.ts';

const catalogue = catalogueOf({ fieldsOf, topics: [{ key: 'newsletter', name: 'Newsletter', mode: 'opt-out' }] });

test('it names every step type, trigger, operator and record type, and is JSON', () => {
  expect(catalogue.steps.map(({ type }) => type)).toEqual(Object.keys(stepTypes));
  expect(catalogue.triggers.map(({ type }) => type)).toEqual(Object.keys(triggerTypes));
  expect(catalogue.operators.map(({ key }) => key)).toEqual(Object.keys(operators));
  expect(catalogue.recordTypes.find(({ key }) => key === 'lead')?.fields.some(({ key }) => key === 'status')).toBe(
    true,
  );
  expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
});

test('every setting has a label', () => {
  const unlabelled = [...catalogue.steps, ...catalogue.triggers].flatMap(({ type, config }) => {
    const properties = Object.entries((config.properties ?? {}) as Record<string, { title?: string; const?: string }>);
    return properties
      .filter(([name, { title }]) => title === undefined && name !== 'id' && name !== 'type')
      .map(([name]) => `${type}.${name}`);
  });
  expect(unlabelled).toEqual([]);
});

test('effect steps have an error outlet', () => {
  for (const { effect, outlets } of catalogue.steps) expect(outlets.some(({ id }) => id === 'error')).toBe(effect);
});
