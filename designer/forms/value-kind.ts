import { isComputed } from '../../domain/definition/words.ts';
import type { Json } from '../../domain/json.ts';

/** How a value is given: as it is, as a text with fields in it, by a rule, or as JSON where it is no text. */
export const valueKinds = ['literal', 'text', 'rule', 'json'] as const;
export type ValueKind = (typeof valueKinds)[number];

/** `literal` also for numbers and the like where a field has a control for them. */
export function valueKindOf(value: Json, hasControl: boolean): ValueKind {
  if (isComputed(value)) return 'rule' in value ? 'rule' : 'text';
  return hasControl || typeof value === 'string' ? 'literal' : 'json';
}

/** The value given in another way, with what was written where both are texts. */
export function valueAs(kind: ValueKind, value: Json): Json {
  const text = typeof value === 'string' ? value : '';
  const source = isComputed(value) && 'text' in value ? value.text : text;
  if (kind === 'text') return { text: source };
  if (kind === 'rule') return { rule: isComputed(value) && 'rule' in value ? value.rule : true };
  if (kind === 'json') return isComputed(value) ? null : value;
  return source;
}
