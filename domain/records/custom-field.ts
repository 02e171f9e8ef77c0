import { z } from 'zod';
import { type Parsed, parseWith } from '../zod-issues.ts';
import { type Field, type FieldKind, fieldKinds } from './field.ts';
import { fieldSchema } from './field-schema.ts';
import { fieldsOf, type RecordTypeKey, recordTypeKeys } from './record-types.ts';

/** Kinds that people may add: those whose value is one plain value. */
const customFieldKinds = fieldKinds.filter(
  (kind): kind is Exclude<FieldKind, 'tags' | 'lines' | 'json'> => !['tags', 'lines', 'json'].includes(kind),
);

/** More fields of one type than this are refused. */
export const mostCustomFields = 200;

const label = z.string().trim().min(1).max(100);
const options = z
  .array(z.string().trim().min(1).max(100))
  .min(1)
  .max(200)
  .refine((list) => new Set(list).size === list.length, 'names a value twice');
const shared = {
  label,
  required: z.literal(true).optional(),
  personal: z.literal(true).optional(),
  options: options.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  default: z.union([z.string().max(1_000), z.number(), z.boolean()]).optional(),
};

/** What people say to add a field: a `choice` needs options, a `reference` a target. */
export const newCustomFieldSchema = z
  .strictObject({
    recordType: z.enum(recordTypeKeys),
    key: z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,49}$/, 'must begin with a small letter and have up to 50 letters and digits'),
    kind: z.enum(customFieldKinds),
    target: z.enum([...recordTypeKeys, 'user', 'team']).optional(),
    ...shared,
  })
  .refine(({ kind, options: list }) => (kind === 'choice') === (list !== undefined), {
    path: ['options'],
    message: 'belong to a choice, and a choice needs them',
  })
  .refine(({ kind, target }) => (kind === 'reference') === (target !== undefined), {
    path: ['target'],
    message: 'belongs to a reference, and a reference needs it',
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    path: ['max'],
    message: 'must not be below min',
  })
  .refine(({ recordType, key }) => !isTaken(recordType, key), {
    path: ['key'],
    params: { code: 'duplicate' },
    message: 'is the key of a built-in field',
  });
export type NewCustomField = z.infer<typeof newCustomFieldSchema>;

/** What may change of a field that is there; its kind may not, as values of it are stored. */
export const customFieldChangeSchema = z.strictObject({
  ...shared,
  label: label.optional(),
  archived: z.boolean().optional(),
});
export type CustomFieldChange = z.infer<typeof customFieldChangeSchema>;

const reserved: ReadonlySet<string> = new Set(['custom', 'constructor', 'prototype', 'related', 'contact', 'owner']);

function isTaken(type: RecordTypeKey, key: string): boolean {
  return reserved.has(key) || fieldsOf(type).some((field) => field.key === key);
}

/** The field with its default checked against its own kind. */
export function checkedField(field: Field): Parsed<Field> {
  if (field.default === undefined) return { ok: true, value: field };
  const parsed = parseWith(fieldSchema(field), field.default, ['default']);
  return parsed.ok ? { ok: true, value: field } : parsed;
}
