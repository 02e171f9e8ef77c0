import type { Json } from '../../domain/json.ts';
import type { Field, FieldKind } from '../../domain/records/field.ts';
import { envelopeFields } from '../../domain/records/field.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';

/** The SQL type of a column by the kind of its field. */
export const columnTypes: { readonly [K in FieldKind]: string } = {
  text: 'text',
  longText: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  country: 'text',
  language: 'text',
  zone: 'text',
  currency: 'text',
  choice: 'text',
  integer: 'int',
  number: 'float8',
  percent: 'float8',
  money: 'int8',
  boolean: 'bool',
  date: 'date',
  dateTime: 'timestamptz',
  reference: 'uuid',
  tags: 'text[]',
  lines: 'jsonb',
  json: 'jsonb',
};

/** Columns of a record table, quoted, with the SQL type that a value is read with. */
export type Column = { readonly key: string; readonly sqlType: string };

const ownTypes: Readonly<Record<string, string>> = { id: 'uuid' };

/** Columns of every built-in field, and `custom`; a record's `type` is its table. */
export const columnsOf: { readonly [T in RecordTypeKey]: readonly Column[] } = Object.fromEntries(
  Object.values(recordTypes).map(({ key, fields }) => [
    key,
    [
      ...[...envelopeFields, ...fields]
        .filter((field) => field.key !== 'type')
        .map((field) => ({ key: field.key, sqlType: ownTypes[field.key] ?? columnTypes[field.kind] })),
      { key: 'custom', sqlType: 'jsonb' },
    ],
  ]),
) as unknown as { readonly [T in RecordTypeKey]: readonly Column[] };

/** A row as SQL gives it. */
export type RecordRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** The record in a row: built-in fields from columns, custom ones from `custom`, absent ones null. */
export function recordOf(type: RecordTypeKey, fields: readonly Field[], row: RecordRow): RecordJson {
  const custom = (row.custom ?? {}) as Readonly<Record<string, Json>>;
  const record: Record<string, unknown> = {};
  for (const field of fields) {
    const value = field.custom ? custom[field.key] : row[field.key];
    record[field.key] = value instanceof Date ? value.toISOString() : (value ?? null);
  }
  record.type = type;
  // Columns hold what validation let in: JSON of the field's kind, the envelope always.
  return record as RecordJson;
}

/** The row of a record, with what archived custom fields still hold. */
export function rowOf(
  fields: readonly Field[],
  record: RecordJson,
  archived: Readonly<Record<string, Json>> = {},
): Record<string, Json> {
  const row: Record<string, Json> = {};
  const custom: Record<string, Json> = { ...archived };
  for (const { key, custom: isCustom } of fields) {
    const value = record[key] ?? null;
    if (!isCustom) row[key] = value;
    else if (value === null) delete custom[key];
    else custom[key] = value;
  }
  row.custom = custom;
  return row;
}
