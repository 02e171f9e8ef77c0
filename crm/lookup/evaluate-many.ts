import type { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { type CompiledRule, compileRule } from '../../domain/logic/compile.ts';
import { evaluate } from '../../domain/logic/evaluate.ts';
import { isTooCostly } from '../../domain/logic/limits.ts';
import type { SlotValues } from '../../domain/logic/slots.ts';
import type { Queryable } from '../database.ts';
import { type LookupRequest, type LookupSubject, lookUp } from './look-up.ts';

/** One rule over one subject's data. */
export type Question = { readonly rule: Json; readonly data: object; readonly subject: LookupSubject };
/** `failed`: what it met took more work than a rule may do; null is its value then. */
export type Judgement = { readonly value: unknown; readonly trace?: Json; readonly failed?: AppError };

const compiled = new WeakMap<object, CompiledRule>();

/** The compiled form of a rule, made once for each rule object. */
export function compiledRule(rule: Json): CompiledRule {
  if (rule === null || typeof rule !== 'object') return compileRule(rule);
  const known = compiled.get(rule);
  if (known) return known;
  const made = compileRule(rule);
  compiled.set(rule, made);
  return made;
}

const none: SlotValues = new Map();

/**
 * Evaluates rules for many subjects: what has to be looked up is looked up for all of them first.
 * @throws AppError rule-too-costly, unless `tolerant`: then the others are judged all the same
 */
export async function evaluateMany(
  db: Queryable,
  questions: readonly Question[],
  { trace = false, tolerant = false } = {},
): Promise<Judgement[]> {
  const rules = questions.map(({ rule }) => compiledRule(rule));
  const requests: LookupRequest[] = questions.flatMap(
    ({ subject }, n) => rules[n]?.slots.map((slot) => ({ slot, subject })) ?? [],
  );
  const answers = requests.length === 0 ? [] : await lookUp(db, requests);
  let used = 0;
  return questions.map(({ rule, data }, n) => {
    const asked = rules[n]?.slots ?? [];
    const slots: SlotValues = asked.length === 0 ? none : new Map(asked.map(({ key }) => [key, answers[used++]]));
    const judge = (): Judgement => {
      if (!trace) return { value: rules[n]?.evaluate(data, slots) ?? null };
      const result = evaluate(rule, data, { slots, trace: true });
      return { value: result.value, trace: result.trace as unknown as Json };
    };
    return tolerant ? tolerated(judge) : judge();
  });
}

function tolerated(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    if (isTooCostly(error)) return { value: null, failed: error };
    throw error;
  }
}
