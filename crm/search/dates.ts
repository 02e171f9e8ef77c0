import { hasTimePart, parseDateShift } from '../../domain/logic/date-arithmetic.ts';
import type { Place } from './comparison.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SearchContext } from './search-context.ts';
import type { SqlExpression, SqlValue } from './sql-value.ts';

/** `daysSince`: whole days of 24 hours, rounded down. */
export function daysSince(date: SqlExpression, at: string, { writer, settings }: SearchContext): SqlExpression {
  const now = `(${writer.bind(settings.now, 'timestamptz')} AT TIME ZONE 'UTC')`;
  const passed = `extract(epoch FROM ${now} - ${utc(date, at)})`;
  return { kind: 'integer', sql: `floor(${passed} / 86400)::int8` };
}

/** `dateAdd` with a written duration: months, then days, then time, in UTC, as PostgreSQL adds an interval. */
export function shiftedDate([date, by]: readonly SqlValue[], { at, writer }: Place): SqlExpression {
  const shift = by?.kind === 'constant' ? parseDateShift(by.value) : undefined;
  if (shift === undefined || by?.kind !== 'constant')
    throw new NotSearchable(at, 'A search needs the duration written out.');
  if (date === undefined || date.kind === 'constant')
    throw new NotSearchable(at, 'Nothing here depends on the record.');
  const parts = [
    `months => ${writer.bind(shift.months, 'int')}`,
    `days => ${writer.bind(shift.days, 'int')}`,
    `secs => ${writer.bind(shift.milliseconds / 1000, 'float8')}`,
  ];
  const moved = `${utc(date, at)} + make_interval(${parts.join(', ')})`;
  const inRange = `q.v >= '0001-01-01'::timestamp AND q.v < '10000-01-01'::timestamp`;
  const limited = `(SELECT CASE WHEN ${inRange} THEN q.v END FROM (SELECT ${moved} AS v) q)`;
  const staysDate = date.kind === 'date' && !hasTimePart(by.value);
  return staysDate
    ? { kind: 'date', sql: `${limited}::date` }
    : { kind: 'dateTime', sql: `(${limited} AT TIME ZONE 'UTC')` };
}

function utc({ kind, sql }: SqlExpression, at: string): string {
  if (kind === 'date') return `(${sql})::timestamp`;
  if (kind === 'dateTime') return `((${sql}) AT TIME ZONE 'UTC')`;
  throw new NotSearchable(at, 'The type of this value is not known: a search cannot use it as a date.');
}
