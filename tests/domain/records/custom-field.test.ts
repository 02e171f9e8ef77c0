import { checkedField, customFieldChangeSchema, newCustomFieldSchema } from '../../../domain/records/custom-field.ts';
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

test('the kind of a field stays', () => {
  expect(parseWith(customFieldChangeSchema, { kind: 'text' }).ok).toBe(false);
  expect(parseWith(customFieldChangeSchema, { label: 'Size', archived: true }).ok).toBe(true);
});
