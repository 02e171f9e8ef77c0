import { useState } from 'react';
import type { Json } from '../../../domain/json.ts';
import { type Query, sameJson } from './query.ts';
import { queryOf } from './query-of.ts';
import { ruleOf } from './rule-of.ts';

type Shown = { readonly rule: Json | undefined; readonly query: Query | null };

/**
 * The query of a rule, with the lines that are not complete yet and so are not in the rule. A rule that came from elsewhere
 * replaces it. A change is told once, and only where the rule is another one.
 */
export function useQueryOf(rule: Json | undefined, onChange: (rule: Json | undefined) => void) {
  const [shown, setShown] = useState<Shown>(() => ({ rule, query: queryOf(rule) }));
  const current = sameJson(shown.rule, rule) ? shown : { rule, query: queryOf(rule) };
  if (current !== shown) setShown(current);
  const change = (query: Query) => {
    const next = ruleOf(query);
    setShown({ rule: next, query });
    if (!sameJson(next, current.rule)) onChange(next);
  };
  return { query: current.query, change };
}
