import { AppError } from '../errors.ts';
import { type Closure, closureOf } from './closures.ts';
import { parseRule } from './node.ts';
import { guardsOf, operationsOf, type RuleGuards, type RuleRead, readsOf } from './reads.ts';
import type { LookupSlot, SlotValues } from './slots.ts';

/** A rule ready to be evaluated many times, with what can be known of it beforehand. */
export type CompiledRule = {
  /** The value of the rule over the data; raises rule-too-costly at a limit. Values of all its slots must be given. */
  readonly evaluate: (data: unknown, slots?: SlotValues) => unknown;
  /** What has to be looked up first, each once. */
  readonly slots: readonly LookupSlot[];
  /** What the rule reads, each once. */
  readonly reads: readonly RuleRead[];
  /** Fields named by `changed`, `changedTo`, `changedFrom` anywhere in the rule. */
  readonly changedFields: readonly string[];
  /** What must hold for the rule to be true at all. */
  readonly guards: RuleGuards;
};

const noSlots: SlotValues = new Map();

/** Compiles a rule. Throws invalid-rule with its issues when the structure is wrong; types and paths are `checkRule`'s. */
export function compileRule(rule: unknown): CompiledRule {
  const { node, issues } = parseRule(rule);
  if (issues.length > 0) throw new AppError('invalid-rule', { issues });
  const closure: Closure = closureOf(node);
  const operations = operationsOf(node);
  const slots = new Map(operations.flatMap(({ slot }) => (slot === undefined ? [] : [[slot.key, slot] as const])));
  const changed = new Set(operations.flatMap(({ field }) => (field === undefined ? [] : [field])));
  return {
    evaluate: (data, values = noSlots) => closure(data, { root: data, slots: values, visits: 0 }) ?? null,
    slots: [...slots.values()],
    reads: readsOf(node),
    changedFields: [...changed],
    guards: guardsOf(node),
  };
}
