import type { Json } from '../../../domain/json.ts';
import { isWithinLimits, measureRule } from '../../../domain/logic/limits.ts';
import { emptyQuery, isQuery, operationOf, type Query, type Row, sameJson } from './query.ts';
import { isRaw, rowOf } from './row-of.ts';
import { ruleOf } from './rule-of.ts';

/**
 * The lines and groups of a rule, for controls; of no rule, an empty group. Null where it has none, or where they would not
 * write the very same rule again: it is text then. Parts without controls stand as lines of their own, untouched.
 */
export function queryOf(rule: Json | undefined): Query | null {
  if (rule === undefined) return emptyQuery();
  if (!isWithinLimits(measureRule(rule))) return null;
  const part = partOf(rule);
  const query: Query = isQuery(part) ? part : { combinator: 'and', rules: [part], bare: true };
  return rowsOf(query).every(isRaw) || !sameJson(ruleOf(query), rule) ? null : query;
}

/** All lines of a query, those of its groups too. */
export const rowsOf = (query: Query): readonly Row[] =>
  query.rules.flatMap((part) => (isQuery(part) ? rowsOf(part) : [part]));

function partOf(rule: Json): Row | Query {
  const [operator, argument] = operationOf(rule) ?? [];
  if ((operator === 'and' || operator === 'or') && Array.isArray(argument) && argument.length > 0)
    return { combinator: operator, rules: argument.map(partOf) };
  const row = rowOf(rule);
  if (operator !== '!' || argument === undefined || !isRaw(row)) return row;
  return deniedGroup(argument) ?? row;
}

function deniedGroup(argument: Json): Query | null {
  const inList = Array.isArray(argument) && argument.length === 1;
  const inner = partOf(inList ? (argument[0] ?? null) : argument);
  const written = inList ? { notInList: true } : {};
  if (!isQuery(inner))
    return isRaw(inner) ? null : { combinator: 'and', rules: [inner], bare: true, not: true, ...written };
  return inner.not === true
    ? { combinator: 'and', rules: [inner], bare: true, not: true, ...written }
    : { ...inner, not: true, ...written };
}
