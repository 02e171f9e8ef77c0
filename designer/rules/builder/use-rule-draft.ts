import { useState } from 'react';
import type { Json } from '../../../domain/json.ts';
import { formatJson } from '../../workflows/format-json.ts';
import { parsedRule } from './parsed-rule.ts';
import { sameJson } from './query.ts';

type Typed = { readonly text: string; readonly rule: Json | undefined };

const textOf = (rule: Json | undefined) => (rule === undefined ? '' : formatJson(rule).trimEnd());

/**
 * The text of a rule as it was typed, for as long as the rule is the one that was typed. A text that is no JSON changes no rule
 * and stays; `onBroken` tells of it, and null when it is sound again.
 */
export function useRuleDraft(
  rule: Json | undefined,
  onChange: (rule: Json | undefined) => void,
  onBroken?: (text: string | null) => void,
) {
  const [typed, setTyped] = useState<Typed | null>(null);
  const own = typed !== null && sameJson(typed.rule, rule) ? typed.text : null;
  const text = own ?? textOf(rule);
  const type = (next: string) => {
    const wasSound = parsedRule(text).sound;
    const parsed = parsedRule(next);
    setTyped({ text: next, rule: parsed.sound ? parsed.rule : rule });
    if (!parsed.sound) onBroken?.(next);
    else if (!wasSound) onBroken?.(null);
    if (parsed.sound && !sameJson(parsed.rule, rule)) onChange(parsed.rule);
  };
  return { text, sound: parsedRule(text).sound, type };
}
