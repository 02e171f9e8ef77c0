import { z } from 'zod';
import type { Issue } from '../errors.ts';
import { type Parsed, parseWith } from '../zod-issues.ts';
import { type Field, type FieldKind, fieldKinds } from './field.ts';
import { fieldSchema, maxInteger } from './field-schema.ts';
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
/** A mark that is on, or is not: false and null say that it is not. */
const mark = z.boolean().nullable().optional();
const bound = z.number().nullable().optional();
const shared = {
  label,
  required: mark,
  personal: mark,
  options: options.optional(),
  min: bound,
  max: bound,
  default: z
    .union([z.string().max(1_000), z.number(), z.boolean()])
    .nullable()
    .optional(),
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
  .refine(({ recordType, key }) => !isTaken(recordType, key), {
    path: ['key'],
    params: { code: 'duplicate' },
    message: 'is the key of a built-in field',
  });
export type NewCustomField = z.infer<typeof newCustomFieldSchema>;

/**
 * What may change of a field that is there; its kind may not, as values of it are stored. null takes away a bound, a default
 * or a mark, and so does false a mark.
 */
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

/** What a field is by what was said of it: nothing that is null, no mark that is off. */
export function customFieldOf(said: Readonly<Record<string, unknown>>): Field {
  const parts = Object.entries(said).filter(
    ([key, value]) =>
      value !== undefined && value !== null && !(value === false && (key === 'required' || key === 'personal')),
  );
  // What its schema read, with the key and kind of the field that it is about.
  return Object.fromEntries([...parts, ['custom', true]]) as unknown as Field;
}

/** The field with its bounds checked to leave room for a value, and its default against its own kind. */
export function checkedField(field: Field): Parsed<Field> {
  const issues = boundIssues(field);
  if (issues.length > 0) return { ok: false, issues };
  if (field.default === undefined) return { ok: true, value: field };
  const parsed = parseWith(fieldSchema(field), field.default, ['default']);
  return parsed.ok ? { ok: true, value: field } : parsed;
}

type Room = { readonly lowest: number; readonly highest: number };

/** Kinds whose values have bounds, as `fieldSchema` reads them; of texts the number of characters, which has a highest alone. */
const rooms: Partial<Record<FieldKind, (field: Field) => Room>> = {
  text: lengthOf,
  longText: lengthOf,
  country: lengthOf,
  language: lengthOf,
  integer: (field) => wholeNumbersOf(field, maxInteger),
  money: (field) => wholeNumbersOf(field, Number.MAX_SAFE_INTEGER),
  number: ({ min = -Infinity, max = Infinity }) => ({ lowest: min, highest: max }),
  percent: ({ min = 0, max = 100 }) => ({ lowest: min, highest: max }),
};

function lengthOf({ max = Infinity }: Field): Room {
  return { lowest: 1, highest: Math.floor(max) };
}

function wholeNumbersOf({ min, max }: Field, most: number): Room {
  return { lowest: Math.ceil(min ?? -most), highest: Math.floor(max ?? most) };
}

function boundIssues(field: Field): Issue[] {
  const { kind, min, max } = field;
  const room = rooms[kind];
  const wrong = (key: string, message: string): Issue => ({
    severity: 'error',
    code: 'invalid',
    path: `/${key}`,
    message,
  });
  if (min !== undefined && (room === undefined || room === lengthOf)) return [wrong('min', 'belongs to a number.')];
  if (max !== undefined && room === undefined) return [wrong('max', 'belongs to a number or a text.')];
  const { lowest, highest } = room?.(field) ?? { lowest: 0, highest: 0 };
  if (lowest <= highest) return [];
  const key = max === undefined ? 'min' : 'max';
  return [wrong(key, `leaves no value that fits: the least would be ${lowest}, the greatest ${highest}.`)];
}
