import type { Field, FieldKind } from '../../domain/records/field.ts';
import type { SqlExpression, SqlKind } from './sql-value.ts';
import { quoted, textLiteral } from './sql-writer.ts';

const kinds: { readonly [K in FieldKind]: SqlKind } = {
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
  reference: 'uuid',
  integer: 'integer',
  money: 'integer',
  number: 'number',
  percent: 'number',
  boolean: 'boolean',
  date: 'date',
  dateTime: 'dateTime',
  tags: 'tags',
  lines: 'lines',
  json: 'json',
};

/** A field of the row that `alias` names, as an expression. */
export function columnOf(field: Field, alias: string): SqlExpression {
  if (field.custom === true) return customValue(field, alias);
  const column = `${alias}.${quoted(field.key)}`;
  if (field.key === 'id') return { kind: 'uuid', sql: column };
  const kind = kinds[field.kind];
  return kind === 'json' || kind === 'lines'
    ? { kind, sql: `nullif(${column}, 'null'::jsonb)` }
    : { kind, sql: column };
}

/** A custom field lies in `custom` as JSON; a value that is not of the field's kind any more counts as missing. */
function customValue({ key, kind }: Field, alias: string): SqlExpression {
  const json = `${alias}.custom->${textLiteral(key)}`;
  return jsonAs(kinds[kind] === 'uuid' ? 'text' : kinds[kind], json, `${alias}.custom->>${textLiteral(key)}`);
}

/** A value inside JSON as an expression of a kind, missing where it is of another one. */
export function jsonAs(kind: SqlKind, json: string, text: string): SqlExpression {
  const typed = (type: string, sql: string) => ({
    kind,
    sql: `(CASE WHEN jsonb_typeof(${json}) = '${type}' THEN ${sql} END)`,
  });
  const written = (form: string, sqlType: string) => ({
    kind,
    sql: `(CASE WHEN (${text}) ~ '${form}' THEN (${text})::${sqlType} END)`,
  });
  if (kind === 'integer') return typed('number', `(${text})::numeric::int8`);
  if (kind === 'number') return typed('number', `(${text})::float8`);
  if (kind === 'boolean') return typed('boolean', `(${text})::boolean`);
  if (kind === 'date') return written('^\\d{4}-\\d\\d-\\d\\d$', 'date');
  if (kind === 'dateTime') return written('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$', 'timestamptz');
  if (kind === 'tags') return typed('array', `ARRAY(SELECT jsonb_array_elements_text(${json}))`);
  if (kind === 'text') return { kind, sql: `(${text})` };
  return { kind, sql: `nullif(${json}, 'null'::jsonb)` };
}
