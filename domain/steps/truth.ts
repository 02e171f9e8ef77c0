import type { JsonObject } from '../json.ts';
import { truthy } from '../logic/values.ts';
import type { EffectAnswers } from './effect.ts';

/** Whether what a rule gave counts as true, as JSON-Logic has it (the empty list does not). */
export const isTrue: (value: unknown) => boolean = truthy;

/** Why a turn was taken: the trace of its rule, when there is one. */
export function traced({ trace }: EffectAnswers['evaluate']): JsonObject {
  return trace === undefined ? {} : { trace };
}
