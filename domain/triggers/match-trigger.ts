import type { SlotValues } from '../logic/slots.ts';
import { truthy } from '../logic/values.ts';
import type { FieldChanges } from '../records/record.ts';
import type { CompiledTrigger } from './compile-trigger.ts';

/** An event as triggers see it, with the data of their rules. */
export type TriggerInput = {
  readonly event: { readonly type: string; readonly changes?: FieldChanges | null };
  /** What rules see: record, previous, event, related, contact, owner, now. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Looked-up values of the slots of `when`. */
  readonly slots?: SlotValues;
  /** Whether a run of the same workflow on the same record made the event. */
  readonly byOwnRun: boolean;
};

export type TriggerDecision =
  | { readonly matches: true }
  | {
      readonly matches: false;
      readonly reason: 'other-event' | 'own-write' | 'fields-unchanged' | 'not-true' | 'was-true-before';
    };

const no = (reason: Extract<TriggerDecision, { matches: false }>['reason']): TriggerDecision => ({
  matches: false,
  reason,
});

/** Whether an event starts a run by this trigger, and if not, why not. */
export function matchTrigger(
  trigger: CompiledTrigger,
  { event, data, slots, byOwnRun }: TriggerInput,
): TriggerDecision {
  if (!trigger.events.includes(event.type)) return no('other-event');
  if (byOwnRun && !trigger.ownWrites) return no('own-write');
  if (trigger.fields && event.changes && !trigger.fields.some((field) => Object.hasOwn(event.changes ?? {}, field)))
    return no('fields-unchanged');
  if (!trigger.when) return { matches: true };
  const { evaluate } = trigger.when.compiled;
  if (!truthy(evaluate(data, slots))) return no('not-true');
  const previous = data.previous ?? null;
  if (trigger.enters && previous !== null && truthy(evaluate({ ...data, record: previous }, slots)))
    return no('was-true-before');
  return { matches: true };
}
