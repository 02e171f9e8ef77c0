import type { Issue } from '../errors.ts';
import type { Json } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import { parseWith } from '../zod-issues.ts';
import type { Field } from './field.ts';
import { fieldSchema } from './field-schema.ts';
import { phoneNumber } from './phone-number.ts';
import { isRecordType, type RecordTypeKey } from './record-types.ts';

/** A reference that a write makes: whether its record exists is for the database to say. */
export type MadeReference = {
  readonly field: string;
  readonly target: RecordTypeKey | 'user' | 'team';
  readonly id: string;
};

export type ValidatedFields = {
  /** As they are stored; null clears a field. */
  readonly values: Readonly<Record<string, Json>>;
  readonly references: readonly MadeReference[];
  readonly issues: readonly Issue[];
};

/**
 * Checks the values of a create (`current` null: defaults are filled in, required fields must be there) or of a change,
 * and brings them into the form that is stored. Every issue has a JSON pointer to its field.
 * @param fields all fields of the type, custom ones too; those marked `readOnly` are refused unless `system` is set
 */
export function validateFields({
  fields,
  input,
  current,
  system = false,
}: {
  readonly fields: readonly Field[];
  readonly input: Readonly<Record<string, unknown>>;
  readonly current: Readonly<Record<string, unknown>> | null;
  readonly system?: boolean;
}): ValidatedFields {
  const byKey = fieldMap(fields);
  const values: Record<string, Json> = {};
  const issues: Issue[] = [];
  for (const [key, value] of Object.entries(input)) {
    const field = byKey.get(key);
    if (field === undefined) issues.push(issue('unknown-field', key, `There is no field "${key}" here.`));
    else if (field.readOnly && !system)
      issues.push(issue('read-only-field', key, `${field.label} is written by the system only.`));
    else if (value !== undefined) readValue(field, value, { values, issues });
  }
  if (current === null) fillDefaults(fields, values);
  for (const field of fields) {
    const missing = current === null ? values[field.key] === undefined : false;
    const failed = issues.some(({ path }) => path === jsonPointer([field.key]));
    if (field.required && !failed && (missing || isBlank(values[field.key]))) {
      issues.push(issue('required', field.key, `${field.label} is required.`));
    }
  }
  placePhones({ fields, values, issues, country: values.country ?? current?.country });
  return { values, issues, references: referencesOf({ fields: byKey, values, current, issues }) };
}

const maps = new WeakMap<readonly Field[], ReadonlyMap<string, Field>>();

/** Fields by key, made once for a list. */
export function fieldMap(fields: readonly Field[]): ReadonlyMap<string, Field> {
  const known = maps.get(fields);
  if (known) return known;
  const map = new Map(fields.map((field) => [field.key, field]));
  maps.set(fields, map);
  return map;
}

type Findings = { readonly values: Record<string, Json>; readonly issues: Issue[] };

/** Kinds whose empty text means "no value", as forms send it. */
const blankIsNull: ReadonlySet<string> = new Set([
  'email',
  'phone',
  'url',
  'zone',
  'currency',
  'date',
  'dateTime',
  'choice',
  'reference',
  'country',
  'language',
]);

function readValue(field: Field, value: unknown, { values, issues }: Findings): void {
  if (value === null || (value === '' && blankIsNull.has(field.kind))) {
    values[field.key] = field.kind === 'tags' ? [] : null;
    return;
  }
  const parsed = parseWith(fieldSchema(field), value, [field.key]);
  // A schema of a field gives JSON: texts, numbers, booleans, lists and objects of them.
  if (parsed.ok) values[field.key] = parsed.value as Json;
  else issues.push(...parsed.issues.map((found) => ({ ...found, message: `${field.label}: ${found.message}` })));
}

function fillDefaults(fields: readonly Field[], values: Record<string, Json>): void {
  for (const { key, default: preset } of fields) {
    if (preset !== undefined && values[key] === undefined) values[key] = preset;
  }
}

/** undefined is "not named in this change", which leaves the field as it is. */
function isBlank(value: Json | undefined): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

function placePhones({
  fields,
  values,
  issues,
  country,
}: Findings & { fields: readonly Field[]; country: unknown }): void {
  for (const { key, kind, label } of fields) {
    const value = values[key];
    if (kind !== 'phone' || typeof value !== 'string') continue;
    const placed = phoneNumber(value, country);
    if (placed === undefined)
      issues.push(issue('invalid-phone', key, `${label} must be a phone number like +48 22 123 45 67.`));
    else values[key] = placed;
  }
}

function referencesOf({
  fields,
  values,
  current,
  issues,
}: {
  fields: ReadonlyMap<string, Field>;
  values: Readonly<Record<string, Json>>;
  current: Readonly<Record<string, unknown>> | null;
  issues: Issue[];
}): MadeReference[] {
  const made: MadeReference[] = [];
  for (const [key, value] of Object.entries(values)) {
    const field = fields.get(key);
    if (field?.kind === 'text' && key === 'relatedType' && typeof value === 'string' && !isRecordType(value)) {
      issues.push(issue('not-in-list', key, `${field.label} must be a record type like lead or deal.`));
    }
    if (field?.kind !== 'reference' || typeof value !== 'string') continue;
    const target = field.target === 'any' ? (values.relatedType ?? current?.relatedType) : field.target;
    if (target === 'user' || target === 'team' || (typeof target === 'string' && isRecordType(target))) {
      made.push({ field: key, target, id: value });
    } else if (field.target === 'any' && (target === null || target === undefined)) {
      issues.push(
        issue('required', 'relatedType', `Related type is required where ${field.label.toLowerCase()} is given.`),
      );
    }
  }
  return made;
}

function issue(code: string, key: string, message: string): Issue {
  return { severity: 'error', code, path: jsonPointer([key]), message };
}
