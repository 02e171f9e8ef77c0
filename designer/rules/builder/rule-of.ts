import type { Json } from '../../../domain/json.ts';
import { isQuery, type Query } from './query.ts';
import { ruleOfRow } from './rule-of-row.ts';

/** The rule of a query; nothing where no line of it is complete. */
export function ruleOf(query: Query): Json | undefined {
  const parts = query.rules
    .map((part) => (isQuery(part) ? ruleOf(part) : ruleOfRow(part)))
    .filter((part) => part !== undefined);
  const [only] = parts;
  if (only === undefined) return undefined;
  const joined: Json = query.bare === true && parts.length === 1 ? only : { [query.combinator]: parts };
  if (query.not !== true) return joined;
  return { '!': query.notInList === true ? [joined] : joined };
}
