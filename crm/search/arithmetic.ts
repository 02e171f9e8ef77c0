import { numberBounds } from '../../domain/logic/limits.ts';
import { bindAs } from './bind.ts';
import type { Place } from './comparison.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SqlExpression, SqlValue } from './sql-value.ts';

/** Arithmetic in doubles, as in memory; null where an operand is missing or a size out of bounds. */
export function arithmetic(operator: string, values: readonly SqlValue[], place: Place): SqlExpression {
  if (operator === '%') return remainder(values, place);
  if (operator === 'min' || operator === 'max') return extreme(operator, values, place);
  const operands = values.map((value) => operand(value, place));
  const [first = 'NULL', second] = operands;
  if (operator === '+') return number(bounded(operands.join(' + ')));
  if (operator === '*') return number(operands.reduce((product, factor) => bounded(`${product} * ${factor}`)));
  if (operator === '/') return number(bounded(`${first} / nullif(${second ?? 'NULL'}, 0)`));
  return number(second === undefined ? `(- ${first})` : bounded(`${first} - ${second}`));
}

function number(sql: string): SqlExpression {
  return { kind: 'number', sql };
}

function operand(value: SqlValue, { at, writer }: Place): string {
  if (value.kind === 'constant') {
    if (typeof value.value === 'string') throw new NotSearchable(at, 'A search cannot calculate with texts.');
    return bounded(bindAs('number', value.value, writer) ?? 'NULL::float8');
  }
  if (value.kind === 'integer') return `(${value.sql})::float8`;
  if (value.kind !== 'number') throw new NotSearchable(at, 'A search can calculate with numbers only.');
  return bounded(value.sql);
}

/** Written once and read twice, so that nesting does not double the text. */
function bounded(sql: string): string {
  const { smallest, largest } = numberBounds;
  const fits = `abs(q.v) <= ${largest}::float8 AND (q.v = 0 OR abs(q.v) >= ${smallest}::float8)`;
  return `(SELECT CASE WHEN ${fits} THEN q.v END FROM (SELECT (${sql})::float8 AS v) q)`;
}

/** PostgreSQL has a remainder of whole numbers only, with the sign of the dividend. */
function remainder(values: readonly SqlValue[], { at, writer }: Place): SqlExpression {
  const [a = 'NULL', b = 'NULL'] = values.map((value) => {
    if (value.kind === 'constant' && value.value === null) return 'NULL::int8';
    const isWhole = value.kind === 'constant' ? Number.isSafeInteger(value.value) : value.kind === 'integer';
    if (!isWhole) throw new NotSearchable(at, 'A search can use "%" with whole numbers only.');
    return value.kind === 'constant' ? writer.bind(value.value, 'int8') : `(${value.sql})::int8`;
  });
  return { kind: 'integer', sql: `(${a} % nullif(${b}, 0))` };
}

function extreme(operator: 'min' | 'max', values: readonly SqlValue[], { at, writer }: Place): SqlExpression {
  const operands = values.map((value) => {
    if (value.kind === 'constant') return bindAs('number', value.value, writer) ?? 'NULL::float8';
    if (value.kind !== 'integer' && value.kind !== 'number') {
      throw new NotSearchable(at, `A search can use "${operator}" with numbers only.`);
    }
    return `(${value.sql})::float8`;
  });
  return number(bounded(`${operator === 'min' ? 'least' : 'greatest'}(${operands.join(', ')})`));
}
