import { consentEvents } from '../consent/consent.ts';
import { canonicalJson, type Json } from '../json.ts';
import { parseDateShift } from './date-arithmetic.ts';
import { ownValue } from './path.ts';

/**
 * Something a rule needs that must be looked up before it is evaluated: one slot for each, with literal arguments and a
 * key that is the same for the same question. Values of a slot: boolean for `performed`, `reachable`, `inSegment` and
 * the aggregate `some`; number for `count` and `sum`; for `rates` the factors `{from currency → units of the currency
 * for one unit}`.
 */
export type LookupSlot =
  | {
      readonly kind: 'performed';
      readonly key: string;
      /** Event types, any of which counts. */
      readonly events: readonly string[];
      /** ISO 8601 duration back from `now`. */
      readonly within?: string;
      /** Only since the run began, or since it arrived at a step. */
      readonly since?: 'run' | { readonly step: string };
      /** Only events of what this step of the run sent. */
      readonly step?: string;
      /** Rule over `event`. */
      readonly where?: Json;
      /** How many there must be at least. */
      readonly count: number;
      /** Whether opens and clicks of machines count. */
      readonly bots: boolean;
    }
  | { readonly kind: 'reachable'; readonly key: string; readonly channel: string; readonly topic?: string }
  | { readonly kind: 'inSegment'; readonly key: string; readonly segment: string }
  | {
      readonly kind: 'aggregate';
      readonly key: string;
      readonly calculation: 'count' | 'sum' | 'some';
      readonly relation: string;
      /** What is summed. */
      readonly field?: string;
      /** Rule that sees each related record as `record`. */
      readonly rule?: Json;
    }
  | { readonly kind: 'rates'; readonly key: string; readonly currency: string };

/** Types of the events after which a lookup may have another value; changes of the fields that its rule reads aside. */
export function eventsOf(slot: LookupSlot): readonly string[] {
  if (slot.kind === 'performed') return slot.events;
  return slot.kind === 'reachable' ? consentEvents : [];
}

/** Looked-up values by the key of their slot. */
export type SlotValues = ReadonlyMap<string, unknown>;

type WithoutKey<T> = T extends LookupSlot ? Omit<T, 'key'> : never;

/** Gives a slot its key: the canonical text of what it asks. */
export function withKey(slot: WithoutKey<LookupSlot>): LookupSlot {
  return { ...slot, key: canonicalJson(slot) } as LookupSlot;
}

/** The slot of a lookup operator and its literal arguments, or what is wrong with them. */
export function lookupSlot(operator: string, args: readonly unknown[]): LookupSlot | string {
  const [first, second, third] = args;
  if (operator === 'performed') return performedSlot(first, second);
  if (operator === 'reachable') return reachableSlot(first, second);
  if (operator === 'inSegment') {
    return isName(first) ? withKey({ kind: 'inSegment', segment: first }) : 'needs the key of a segment';
  }
  if (operator === 'inCurrency') {
    return isCurrency(second) ? withKey({ kind: 'rates', currency: second }) : 'needs a currency code such as "EUR"';
  }
  if (!isName(first)) return 'needs the name of a relation first';
  const rule = operator === 'sum' ? third : second;
  const condition = rule === undefined ? {} : { rule: rule as Json };
  if (operator === 'count' || operator === 'some') {
    return withKey({ kind: 'aggregate', calculation: operator, relation: first, ...condition });
  }
  if (!isName(second)) return 'needs the name of a field second';
  return withKey({ kind: 'aggregate', calculation: 'sum', relation: first, field: second, ...condition });
}

const performedOptions: ReadonlySet<string> = new Set(['within', 'since', 'step', 'where', 'count', 'bots']);

function performedSlot(names: unknown, options: unknown = {}): LookupSlot | string {
  const events = Array.isArray(names) ? names : [names];
  if (events.length === 0 || !events.every(isName)) return 'needs the name of an event or a list of names';
  if (options === null || typeof options !== 'object' || Array.isArray(options))
    return 'needs its options as an object';
  const unknown = Object.keys(options).find((key) => !performedOptions.has(key));
  if (unknown !== undefined) return `does not know the option "${unknown}"`;
  const within = ownValue(options, 'within');
  const since = sinceOf(ownValue(options, 'since'));
  const step = ownValue(options, 'step');
  const count = ownValue(options, 'count') ?? 1;
  const bots = ownValue(options, 'bots') ?? false;
  const where = ownValue(options, 'where');
  if (within !== undefined && !isPositiveDuration(within)) return 'needs "within" as a duration such as "P30D"';
  if (since === null) return 'needs "since" as "run" or {"step": id}';
  if (step !== undefined && !isName(step)) return 'needs "step" as the id of a step';
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
    return 'needs "count" as a whole number from 1';
  if (typeof bots !== 'boolean') return 'needs "bots" as true or false';
  return withKey({
    kind: 'performed',
    events,
    count,
    bots,
    ...(within === undefined ? {} : { within }),
    ...(since === undefined ? {} : { since }),
    ...(step === undefined ? {} : { step }),
    ...(where === undefined ? {} : { where: where as Json }),
  });
}

function reachableSlot(channel: unknown, topic: unknown): LookupSlot | string {
  if (!isName(channel)) return 'needs the name of a channel first';
  if (topic === undefined) return withKey({ kind: 'reachable', channel });
  return isName(topic) ? withKey({ kind: 'reachable', channel, topic }) : 'needs the key of a topic second';
}

function sinceOf(value: unknown): 'run' | { step: string } | null | undefined {
  if (value === undefined || value === 'run') return value;
  const step = ownValue(value, 'step');
  return isName(step) && Object.keys(value as object).length === 1 ? { step } : null;
}

function isPositiveDuration(value: unknown): value is string {
  return typeof value === 'string' && !value.startsWith('-') && parseDateShift(value) !== undefined;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Z]{3}$/.test(value);
}
