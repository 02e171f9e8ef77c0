import { z } from 'zod';
import { isDateText } from '../logic/date-arithmetic.ts';
import { isZone } from '../time/zone.ts';
import type { Field, FieldKind } from './field.ts';
import { isStoredText } from './stored-text.ts';

const schemas = new WeakMap<Field, z.ZodType>();

/**
 * The schema of one value of a field: what API, forms and documentation accept, giving the value as it is stored
 * (addresses in lower case, times in UTC). Phones are placed by country later: `validateFields`.
 */
export function fieldSchema(field: Field): z.ZodType {
  const known = schemas.get(field);
  if (known) return known;
  const schema = kinds[field.kind](field).meta({ title: field.label });
  schemas.set(field, schema);
  return schema;
}

/** Largest integer of a column of whole numbers. */
export const maxInteger = 2_147_483_647;

const refuse = (code: string, message: string) => ({ params: { code }, message });

const text = (max: number) =>
  z
    .string('must be text')
    .max(max, `may have at most ${max} characters`)
    .refine(isStoredText, refuse('invalid-text', 'contains characters that cannot be stored'));

const kinds: { readonly [K in FieldKind]: (field: Field) => z.ZodType } = {
  text: ({ max }) => text(max ?? 500),
  longText: ({ max }) => text(max ?? 20_000),
  email: () =>
    text(254)
      .trim()
      .toLowerCase()
      .refine(isEmailAddress, refuse('invalid-email', 'must be an e-mail address like ann@example.com')),
  phone: () => text(40).trim(),
  url: () =>
    text(2_000)
      .trim()
      .transform(withScheme)
      .refine(isWebAddress, refuse('invalid-url', 'must be a web address like https://example.com')),
  country: ({ max }) =>
    text(max ?? 100).transform((value) => (/^[a-z]{2}$/i.test(value) ? value.toUpperCase() : value)),
  language: ({ max }) => text(max ?? 35),
  zone: () => text(64).refine(isZone, refuse('invalid-zone', 'must be a time zone like Europe/Warsaw')),
  currency: () =>
    text(3)
      .toUpperCase()
      .refine((value) => /^[A-Z]{3}$/.test(value), refuse('invalid-currency', 'must be a currency code like EUR')),
  integer: ({ min, max }) =>
    z
      .number('must be a whole number')
      .int('must be a whole number')
      .min(min ?? -maxInteger, `must be at least ${min ?? -maxInteger}`)
      .max(max ?? maxInteger, `must be at most ${max ?? maxInteger}`),
  number: (field) => bounded(field),
  percent: ({ key, label, kind, min = 0, max = 100 }) => bounded({ key, label, kind, min, max }),
  money: ({ min, max }) =>
    z
      .number('must be a whole number of minor units (cents)')
      .int('must be a whole number of minor units (cents)')
      .min(min ?? -Number.MAX_SAFE_INTEGER, min === undefined ? 'is too small' : `must be at least ${min}`)
      .max(max ?? Number.MAX_SAFE_INTEGER, max === undefined ? 'is too large' : `must be at most ${max}`),
  boolean: () => z.boolean('must be true or false'),
  date: () =>
    z
      .string('must be a date like 2026-01-31')
      .refine(isDateText, refuse('invalid-date', 'must be a date like 2026-01-31')),
  dateTime: () =>
    z
      .string('must be a time like 2026-01-31T09:00:00Z')
      .refine(
        (value) => utcTime(value) !== undefined,
        refuse('invalid-time', 'must be a time like 2026-01-31T09:00:00Z'),
      )
      .transform((value) => utcTime(value) ?? value),
  choice: ({ options }) => z.enum(options ?? [], { error: `must be one of ${(options ?? []).join(', ')}` }),
  reference: () => z.uuid('must be the id of a record').toLowerCase(),
  tags: () => tags,
  lines: () => z.array(line, 'must be a list of lines').max(500, 'may have at most 500 lines'),
  json: () => z.json(),
};

function bounded({ min, max }: Field): z.ZodType {
  const schema = z.number('must be a number');
  const lower = min === undefined ? schema : schema.min(min, `must be at least ${min}`);
  return max === undefined ? lower : lower.max(max, `must be at most ${max}`);
}

const tags = z
  .array(text(100).trim().min(1, 'must not be empty'), 'must be a list of texts')
  .max(100, 'may have at most 100 tags')
  .transform((list) => [...new Set(list)]);

const line = z.strictObject({
  productId: z.uuid('must be the id of a product').nullish(),
  description: text(1_000).default(''),
  quantity: z.number('must be a number').min(-1e9, 'is too small').max(1e9, 'is too large'),
  unitPrice: z
    .number('must be a whole number of minor units')
    .int('must be a whole number of minor units')
    .min(-1e12, 'is too small')
    .max(1e12, 'is too large'),
  discountPercent: z.number('must be a number').min(0, 'must be at least 0').max(100, 'must be at most 100').nullish(),
});

/**
 * Whether a text is an e-mail address that can be sent to: the dot-atom form of RFC 5321 §4.1.2 with a domain of at
 * least two labels; quoted local parts and address literals are refused.
 */
export function isEmailAddress(value: string): boolean {
  return (
    value.length <= 254 &&
    /^[^\s@"(),:;<>[\\\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u.test(
      value,
    ) &&
    !/^\.|\.\.|\.@/.test(value)
  );
}

function withScheme(value: string): string {
  return value === '' || /^[a-z][a-z0-9+.-]*:/i.test(value) ? value : `https://${value}`;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/(?:[^\s/?#@]+@)?(?:\[[0-9a-f:.]+\]|[\p{L}\p{N}_](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?)(?::\d{1,5})?(?:[/?#]\S*)?$/iu.test(
    value,
  );
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An ISO 8601 time with its offset, in UTC with milliseconds; undefined when it is none or its day does not exist. */
export function utcTime(value: string): string | undefined {
  if (!isoTime.test(value) || !isDateText(value.slice(0, 10))) return undefined;
  const instant = Date.parse(value);
  if (Number.isNaN(instant)) return undefined;
  const utc = new Date(instant).toISOString();
  return /^\d{4}-/.test(utc) && !utc.startsWith('0000') ? utc : undefined;
}
