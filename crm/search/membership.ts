import { foldCase, strictlyEqual } from '../../domain/logic/values.ts';
import { bindAs, bindList } from './bind.ts';
import type { Place } from './comparison.ts';
import { NotSearchable } from './not-searchable.ts';
import { condition, never, nullnessOf, type SqlExpression, type SqlValue } from './sql-value.ts';

/** `in`: a value in a list, or a text in a text. */
export function isIn([needle, container]: readonly SqlValue[], place: Place): SqlExpression {
  if (needle === undefined || container === undefined) return never;
  return isText(container)
    ? partOfText({ needle, container, fold: false }, place)
    : itemOfList(needle, container, place);
}

/** `contains`: a list has a value, or a text a part whatever its case. */
export function contains([container, needle]: readonly SqlValue[], place: Place): SqlExpression {
  if (needle === undefined || container === undefined) return never;
  return isText(container)
    ? partOfText({ needle, container, fold: true }, place)
    : itemOfList(needle, container, place);
}

/** `startsWith`, whatever the case. */
export function startsWith([text, start]: readonly SqlValue[], place: Place): SqlExpression {
  if (text === undefined || start === undefined || isNull(text) || isNull(start)) return never;
  return condition(`starts_with(${textSql(text, true, place)}, ${textSql(start, true, place)})`);
}

function isText(value: SqlValue): boolean {
  return value.kind === 'constant' ? typeof value.value === 'string' : value.kind === 'text' || value.kind === 'uuid';
}

function isNull(value: SqlValue): boolean {
  return value.kind === 'constant' && value.value === null;
}

function partOfText(
  { needle, container, fold }: { needle: SqlValue; container: SqlValue; fold: boolean },
  place: Place,
): SqlExpression {
  if (isNull(needle)) return never;
  return condition(`strpos(${textSql(container, fold, place)}, ${textSql(needle, fold, place)}) > 0`);
}

function textSql(value: SqlValue, fold: boolean, { at, writer }: Place): string {
  if (value.kind === 'constant') {
    const bound =
      typeof value.value === 'string' ? bindAs('text', fold ? foldCase(value.value) : value.value, writer) : undefined;
    if (bound === undefined) throw new NotSearchable(at, 'A search can look for texts only in texts.');
    return bound;
  }
  if (value.kind !== 'text' && value.kind !== 'uuid')
    throw new NotSearchable(at, 'A search can look for texts only in texts.');
  const text = value.kind === 'uuid' ? `(${value.sql})::text` : value.sql;
  return fold ? `lower((${text}) COLLATE "pg_c_utf8")` : text;
}

function itemOfList(needle: SqlValue, container: SqlValue, place: Place): SqlExpression {
  if (container.kind === 'constant') {
    return Array.isArray(container.value) && needle.kind !== 'constant'
      ? amongConstants(needle, container.value, place)
      : never;
  }
  if (container.kind !== 'tags') throw new NotSearchable(place.at, 'A search cannot look into this value.');
  if (needle.kind === 'constant') {
    const bound = typeof needle.value === 'string' ? bindAs('tags', [needle.value], place.writer) : undefined;
    return bound === undefined ? never : condition(`${container.sql} @> ${bound}`);
  }
  return condition(`${textSql(needle, false, place)} = ANY((${container.sql})::text[])`);
}

function amongConstants(needle: SqlExpression, items: readonly unknown[], { at, writer }: Place): SqlExpression {
  if (needle.kind === 'object') throw new NotSearchable(at, 'A search cannot compare whole records.');
  const ifNull = items.includes(null) ? [nullnessOf(needle)] : [];
  if (needle.kind === 'condition' || needle.kind === 'tags' || needle.kind === 'lines') {
    throw new NotSearchable(at, 'A search cannot look for this value in a list.');
  }
  if (needle.kind === 'json') {
    const texts = items.filter((item) => !strictlyEqual(item, null)).map((item) => JSON.stringify(item));
    const among = texts.length === 0 ? [] : [`${needle.sql} = ANY(${writer.bind(texts, 'jsonb[]')})`];
    return anyOf([...ifNull, ...among]);
  }
  const bound = bindList(needle.kind, items, writer);
  return anyOf([...ifNull, ...(bound === undefined ? [] : [`${needle.sql} = ANY(${bound})`])]);
}

function anyOf(parts: readonly string[]): SqlExpression {
  return parts.length === 0 ? never : condition(`(${parts.join(' OR ')})`);
}
