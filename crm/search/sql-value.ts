/**
 * A part of a rule as SQL. `condition`: a boolean expression in which NULL stands for false. `object`: a condition that
 * tells whether the record is there. `constant`: known already, bound where its type is known. All others are NULL
 * where the value is missing.
 */
export type SqlValue =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: SqlKind; readonly sql: string };

export type SqlKind =
  | 'text'
  | 'uuid'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'dateTime'
  | 'tags'
  | 'lines'
  | 'json'
  | 'condition'
  | 'object';

/** A part of a rule that is not known before the search. */
export type SqlExpression = Exclude<SqlValue, { readonly kind: 'constant' }>;

/** An expression that is true or not. */
export const condition = (sql: string): SqlExpression => ({ kind: 'condition', sql });
/** What is false for every row. */
export const never: SqlExpression = condition('FALSE');
export const always: SqlExpression = condition('TRUE');

/** Whether an expression counts as true: a condition, NULL standing for false. */
const truths: { readonly [K in SqlKind]: (sql: string) => string } = {
  text: (sql) => `${sql} <> ''`,
  uuid: (sql) => `${sql} IS NOT NULL`,
  integer: (sql) => `${sql} <> 0`,
  number: (sql) => `${sql} <> 0`,
  boolean: (sql) => sql,
  date: (sql) => `${sql} IS NOT NULL`,
  dateTime: (sql) => `${sql} IS NOT NULL`,
  tags: (sql) => `cardinality(${sql}) > 0`,
  lines: (sql) => `${sql} <> '[]'::jsonb`,
  json: (sql) => `${sql} NOT IN ('false'::jsonb, '0'::jsonb, '""'::jsonb, '[]'::jsonb)`,
  condition: (sql) => sql,
  object: (sql) => sql,
};

/** Whether an expression counts as true. */
export function truthOf({ kind, sql }: SqlExpression): string {
  return truths[kind](sql);
}

/** The opposite of a condition. */
export function negated(sql: string): string {
  return `((${sql}) IS NOT TRUE)`;
}

const emptiness: { readonly [K in SqlKind]: (sql: string) => string } = {
  text: (sql) => `coalesce(${sql}, '') = ''`,
  uuid: (sql) => `${sql} IS NULL`,
  integer: (sql) => `${sql} IS NULL`,
  number: (sql) => `${sql} IS NULL`,
  boolean: (sql) => `${sql} IS NULL`,
  date: (sql) => `${sql} IS NULL`,
  dateTime: (sql) => `${sql} IS NULL`,
  tags: (sql) => `coalesce(cardinality(${sql}), 0) = 0`,
  lines: (sql) => `coalesce(${sql}, '[]'::jsonb) = '[]'::jsonb`,
  json: (sql) => `coalesce(${sql}, '""'::jsonb) IN ('""'::jsonb, '[]'::jsonb, '{}'::jsonb)`,
  condition: () => 'FALSE',
  object: (sql) => negated(sql),
};

/** Whether an expression is empty, as `isEmpty` says. */
export function emptinessOf({ kind, sql }: SqlExpression): string {
  return emptiness[kind](sql);
}

/** Whether an expression is null. */
export function nullnessOf({ kind, sql }: SqlExpression): string {
  if (kind === 'condition') return 'FALSE';
  return kind === 'object' ? negated(sql) : `${sql} IS NULL`;
}

/** Whether `missing` names it: null or the empty text. */
export function missingnessOf(value: SqlExpression): string {
  if (value.kind === 'json') return `coalesce(${value.sql}, '""'::jsonb) = '""'::jsonb`;
  return value.kind === 'text' ? emptinessOf(value) : nullnessOf(value);
}
