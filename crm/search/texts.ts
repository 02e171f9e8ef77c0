import { textOf } from '../../domain/logic/values.ts';
import { bindAs } from './bind.ts';
import type { Place } from './comparison.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SqlExpression, SqlKind, SqlValue } from './sql-value.ts';

/** How `cat` writes expressions; kinds that are not here have no text in SQL that is surely the same. */
const texts: { readonly [K in SqlKind]?: (sql: string) => string } = {
  text: (sql) => sql,
  uuid: (sql) => `(${sql})::text`,
  integer: (sql) => `(${sql})::text`,
  boolean: (sql) => `(${sql})::text`,
  condition: (sql) => `((${sql}) IS TRUE)::text`,
  date: (sql) => `to_char(${sql}, 'YYYY-MM-DD')`,
  dateTime: (sql) => `to_char((${sql}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  tags: (sql) => `array_to_string(${sql}, ',')`,
};

/** `cat`: missing operands are nothing. */
export function concatenation(values: readonly SqlValue[], { at, writer }: Place): SqlExpression {
  const parts = values.map((value) => {
    if (value.kind === 'constant') {
      const bound = bindAs('text', textOf(value.value), writer);
      if (bound === undefined) throw new NotSearchable(at, 'This text cannot be stored.');
      return bound;
    }
    const write = texts[value.kind];
    if (write === undefined) throw new NotSearchable(at, 'A search cannot write this value as text.');
    return `coalesce(${write(value.sql)}, '')`;
  });
  return { kind: 'text', sql: `(${parts.join(' || ')})` };
}

/** `substr` with a written start and length. */
export function substring([source, start, length]: readonly SqlValue[], { at, writer }: Place): SqlExpression {
  if (source?.kind !== 'text' && source?.kind !== 'uuid') {
    throw new NotSearchable(at, 'A search can take parts of texts only.');
  }
  const part = rangeOf({ start, length }, { at, writer });
  // Written once and read several times, so that nesting does not multiply the text.
  return { kind: 'text', sql: `(SELECT ${part} FROM (SELECT coalesce((${source.sql})::text, '') AS v) q)` };
}

function rangeOf(
  { start, length }: { readonly start: SqlValue | undefined; readonly length: SqlValue | undefined },
  { at, writer }: Place,
): string {
  const from = whole(start, at);
  const size = 'char_length(q.v)';
  const begin = from < 0 ? `greatest(${size} + ${writer.bind(from, 'int')}, 0)` : writer.bind(from, 'int');
  if (length === undefined) return `substr(q.v, ${begin} + 1)`;
  const count = whole(length, at);
  const bound = writer.bind(count, 'int');
  return `substr(q.v, ${begin} + 1, ${count < 0 ? `greatest(${size} + ${bound} - ${begin}, 0)` : bound})`;
}

/** No text is longer than this. */
const farAway = 100_000_000;

function whole(value: SqlValue | undefined, at: string): number {
  if (value?.kind !== 'constant') throw new NotSearchable(at, 'A search needs start and length written out.');
  const number = Math.trunc(Number(value.value ?? 0));
  return Number.isNaN(number) ? 0 : Math.max(-farAway, Math.min(farAway, number));
}
