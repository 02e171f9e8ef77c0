import {
  checkedField,
  customFieldChangeSchema,
  customFieldOf,
  newCustomFieldSchema,
} from '../../../domain/records/custom-field.ts';
import { fieldSchema } from '../../../domain/records/field-schema.ts';
import { parseWith } from '../../../domain/zod-issues.ts';

const issuesOf = (field: unknown) => {
  const parsed = parseWith(newCustomFieldSchema, field);
  return parsed.ok ? [] : parsed.issues.map(({ path, code }) => `${path} ${code}`);
};
const field = { recordType: 'lead', key: 'shoeSize', kind: 'integer', label: 'Shoe size' };

test('a field has a key, a kind and a label', () => {
  expect(issuesOf(field)).toEqual([]);
  expect(issuesOf({ ...field, colour: 'red' })).toEqual(['/colour unknown-field']);
  expect(issuesOf({ recordType: 'lead', kind: 'integer' })).toEqual(['/key required', '/label required']);
});

test('keys of built-in fields and hostile ones are taken', () => {
  expect(issuesOf({ ...field, key: 'email' })).toEqual(['/key duplicate']);
  expect(issuesOf({ ...field, key: 'createdAt' })).toEqual(['/key duplicate']);
  expect(issuesOf({ ...field, key: 'constructor' })).toEqual(['/key duplicate']);
  for (const key of ['__proto__', 'a b', 'Ä', `x'; drop table lead`])
    expect(issuesOf({ ...field, key })).toEqual(['/key wrong-format']);
});

test('a choice has options, a reference a target, others have neither', () => {
  expect(issuesOf({ ...field, kind: 'choice' })).toEqual(['/options invalid']);
  expect(issuesOf({ ...field, kind: 'choice', options: ['s', 'm'] })).toEqual([]);
  expect(issuesOf({ ...field, kind: 'choice', options: ['s', 's'] })).toEqual(['/options invalid']);
  expect(issuesOf({ ...field, kind: 'reference' })).toEqual(['/target invalid']);
  expect(issuesOf({ ...field, options: ['s'] })).toEqual(['/options invalid']);
});

test('a default is of the kind of its field', () => {
  const plain = { key: 'shoeSize', kind: 'integer', label: 'Shoe size', custom: true } as const;
  expect(checkedField({ ...plain, default: 42 }).ok).toBe(true);
  expect(checkedField({ ...plain, default: 'large' })).toMatchObject({
    ok: false,
    issues: [{ path: '/default', code: 'wrong-type' }],
  });
});

const room = (kind: 'integer' | 'percent' | 'money' | 'number' | 'text' | 'date', bounds: object) => {
  const checked = checkedField({ key: 'own', kind, label: 'Own', custom: true, ...bounds });
  return checked.ok ? [] : checked.issues.map(({ path, code }) => `${path} ${code}`);
};

test('bounds leave a value that fits, and belong to what has an order', () => {
  expect([room('integer', { min: 5, max: 5 }), room('number', { min: -1 }), room('text', { max: 1 })]).toEqual([
    [],
    [],
    [],
  ]);
  expect(room('integer', { min: 10, max: 5 })).toEqual(['/max invalid']);
  expect(room('integer', { min: 1.2, max: 1.8 })).toEqual(['/max invalid']);
  expect(room('integer', { min: 3e9 })).toEqual(['/min invalid']);
  expect(room('percent', { min: 101 })).toEqual(['/min invalid']);
  expect(room('money', { min: 2, max: 1 })).toEqual(['/max invalid']);
  expect(room('text', { max: 0 })).toEqual(['/max invalid']);
  expect(room('text', { min: 3 })).toEqual(['/min invalid']);
  expect(room('date', { max: 3 })).toEqual(['/max invalid']);
});

test('bounds of money hold', () => {
  const schema = fieldSchema({ key: 'own', kind: 'money', label: 'Own', min: 0, max: 100 });
  expect([-1, 0, 100, 101].map((value) => schema.safeParse(value).success)).toEqual([false, true, true, false]);
});

test('a mark may be said to be off, and null takes away a bound, a default and a mark', () => {
  const said = {
    key: 'own',
    kind: 'boolean',
    label: 'Own',
    required: false,
    personal: null,
    min: null,
    default: false,
  };
  expect(issuesOf({ ...said, recordType: 'lead' })).toEqual([]);
  expect(
    parseWith(customFieldChangeSchema, { required: false, personal: null, min: null, max: null, default: null }).ok,
  ).toBe(true);
  expect(customFieldOf(said)).toEqual({ key: 'own', kind: 'boolean', label: 'Own', default: false, custom: true });
});

test('the kind of a field stays', () => {
  expect(parseWith(customFieldChangeSchema, { kind: 'text' }).ok).toBe(false);
  expect(parseWith(customFieldChangeSchema, { label: 'Size', archived: true }).ok).toBe(true);
});
