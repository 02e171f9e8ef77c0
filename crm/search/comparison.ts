import { bindAs } from './bind.ts';
import { NotSearchable } from './not-searchable.ts';
import { negated, nullnessOf, type SqlExpression, type SqlValue } from './sql-value.ts';
import type { SqlWriter } from './sql-writer.ts';

/** Where an operation stands and what writes its parameters. */
export type Place = { readonly at: string; readonly writer: SqlWriter };

/** Equality and its opposite, as conditions. */
export type Equality = { readonly is: string; readonly isNot: string };

const nothing: Equality = { is: 'FALSE', isNot: 'TRUE' };
const of = (sql: string): Equality => ({ is: sql, isNot: negated(sql) });

/** `==` and its relatives. Types are known to be alike; JSON of unknown type has only the strict form. */
export function compare(a: SqlValue, b: SqlValue, place: Place & { readonly strict: boolean }): Equality {
  if (a.kind === 'constant') {
    if (b.kind === 'constant') throw new NotSearchable(place.at, 'Nothing here depends on the record.');
    return compareWithConstant(b, a.value, place);
  }
  if (b.kind === 'constant') return compareWithConstant(a, b.value, place);
  if ((a.kind === 'json' || b.kind === 'json') && !(place.strict && a.kind === b.kind)) throw unknownType(place);
  const [left, right] = aligned(a, b, place);
  return { is: `${left} IS NOT DISTINCT FROM ${right}`, isNot: `${left} IS DISTINCT FROM ${right}` };
}

function compareWithConstant(a: SqlExpression, value: unknown, place: Place & { readonly strict: boolean }): Equality {
  if (value === null || value === undefined) return of(nullnessOf(a));
  if (a.kind === 'condition') return typeof value === 'boolean' ? of(value ? a.sql : negated(a.sql)) : nothing;
  if (a.kind === 'json' || a.kind === 'lines') {
    if (!place.strict && a.kind === 'json') throw unknownType(place);
    return equality(a.sql, place.writer.bind(JSON.stringify(value), 'jsonb'));
  }
  if (a.kind === 'object') throw new NotSearchable(place.at, 'A search cannot compare whole records.');
  const bound = bindAs(a.kind, value, place.writer);
  return bound === undefined ? nothing : equality(a.sql, bound);
}

function equality(sql: string, bound: string): Equality {
  return { is: `${sql} = ${bound}`, isNot: `${sql} IS DISTINCT FROM ${bound}` };
}

function unknownType({ at }: Place): NotSearchable {
  return new NotSearchable(at, 'The type of this value is not known: use === or !== with a written value.');
}

/** `<`, `<=`, `>`, `>=` of two operands: false where one is missing. */
export function compareOrder(a: SqlValue, operator: string, b: SqlValue, place: Place): string {
  if (isNull(a) || isNull(b)) return 'FALSE';
  if (a.kind !== 'constant' && b.kind !== 'constant') {
    const [left, right] = aligned(a, b, place);
    return `${ordered(a, left, place)} ${operator} ${ordered(b, right, place)}`;
  }
  if (a.kind !== 'constant') return `${ordered(a, a.sql, place)} ${operator} ${orderedConstant(a, b, place)}`;
  if (b.kind !== 'constant') return `${orderedConstant(b, a, place)} ${operator} ${ordered(b, b.sql, place)}`;
  throw new NotSearchable(place.at, 'Nothing here depends on the record.');
}

function isNull(value: SqlValue): boolean {
  return value.kind === 'constant' && value.value === null;
}

function orderedConstant(a: SqlExpression, constant: SqlValue, place: Place): string {
  const value = constant.kind === 'constant' ? constant.value : null;
  const bound = bindAs(a.kind === 'uuid' ? 'text' : a.kind, value, place.writer);
  if (bound === undefined) throw new NotSearchable(place.at, 'A search cannot order these values.');
  return bound;
}

function ordered({ kind }: SqlExpression, sql: string, { at }: Place): string {
  if (kind === 'text' || kind === 'uuid') return `(${sql})::text COLLATE "C"`;
  if (kind === 'integer' || kind === 'number' || kind === 'date' || kind === 'dateTime') return sql;
  throw new NotSearchable(at, 'The type of this value is not known: a search cannot order it.');
}

/** Two expressions in one SQL type. */
function aligned(a: SqlExpression, b: SqlExpression, { at }: Place): readonly [string, string] {
  if (a.kind === b.kind && a.kind !== 'condition') return [a.sql, b.sql];
  const kinds = [a.kind, b.kind];
  const among = (...allowed: readonly string[]) => kinds.every((kind) => allowed.includes(kind));
  if (among('integer', 'number')) return [`(${a.sql})::float8`, `(${b.sql})::float8`];
  if (among('text', 'uuid')) return [`(${a.sql})::text`, `(${b.sql})::text`];
  if (among('boolean', 'condition')) return [asBoolean(a), asBoolean(b)];
  throw new NotSearchable(at, 'A search cannot compare these values.');
}

function asBoolean({ kind, sql }: SqlExpression): string {
  return kind === 'condition' ? `((${sql}) IS TRUE)` : sql;
}
