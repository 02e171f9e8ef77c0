import { z } from 'zod';
import { addDuration, applyOffset, type TimeScope } from './add-duration.ts';
import { type At, resolveAt } from './at.ts';
import { type Duration, offsetSchema } from './duration.ts';
import { parseMoment } from './moment.ts';
import { type KnownZones, type ResolvedZone, resolveZone } from './resolve-zone.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Until when: an ISO 8601 date or date-time, or a field that holds one, moved by an offset when one is given. */
export const untilSchema = z.union(
  [
    z.string().refine((text) => parseMoment(text, 'UTC') !== undefined, {
      error: 'not an ISO 8601 date or time such as 2031-01-01T09:00:00Z',
    }),
    z.strictObject({ field: z.string().min(1), offset: offsetSchema.optional() }),
  ],
  { error: 'until is an ISO 8601 time or {"field": …, "offset": …}' },
);
export type Until = z.infer<typeof untilSchema>;

/** What a wait waits for, one of `for` and `until`, or `at` alone; `at` after one of them moves its end to a time of day. */
export type WaitTime = {
  readonly for?: Duration | undefined;
  readonly until?: Until | undefined;
  readonly at?: At | undefined;
};

/** What is known when the wait begins, at `now` (ms). `read` gives the value of a field that `until` names. */
export type WaitScope = TimeScope & {
  readonly now: number;
  readonly zones: KnownZones;
  readonly read: (field: string) => unknown;
};

/** How a due time came about, for the run page and the log; times in ms. `past`: what was meant had passed, and what came of it. */
export type WaitExplanation = {
  readonly base: number;
  readonly at?: ResolvedZone & { readonly time: string };
  readonly past?: 'next' | 'now';
};

export type WaitResult =
  | { readonly kind: 'due'; readonly dueAt: number; readonly explain: WaitExplanation }
  /** The moment has passed and `at.ifPast` is `skip`. */
  | { readonly kind: 'skipped'; readonly missed: number; readonly explain: WaitExplanation }
  /** The field that `until` names is empty, or holds no time. */
  | { readonly kind: 'no-time'; readonly field: string };

/**
 * When a wait that begins at `scope.now` is due. The zone of `at` is fixed here. A moment of `until` that has passed is due at
 * once, unless `at` says otherwise. Throws `invalid` for what publishing refuses (malformed duration, unknown calendar).
 */
export function resolveWait(wait: WaitTime, scope: WaitScope): WaitResult {
  const place = wait.at && resolveZone(wait.at.zone, scope.zones);
  const base = baseOf(wait, { ...scope, dateZone: place?.zone ?? scope.zone });
  if (typeof base !== 'number') return base;
  if (!wait.at || !place)
    return {
      kind: 'due',
      dueAt: roundDelay(scope.now, Math.max(base, scope.now)),
      explain: base < scope.now ? { base, past: 'now' } : { base },
    };
  const explain = { base, at: { ...place, time: wait.at.time } };
  const result = resolveAt({ base, now: scope.now, at: wait.at, zone: place.zone });
  if (result.kind === 'skipped') return { ...result, explain };
  return { kind: 'due', dueAt: result.dueAt, explain: result.past ? { ...explain, past: result.past } : explain };
}

/** What is wrong with a moment that no field gives, and what would mend it. */
export function noTimeText({ field }: { readonly field: string }): string {
  return `The field ${field} holds no time to count from. Fill it, or name another field, and retry.`;
}

/** Delays over a day end on a full minute, never early, so that runs which wait alike are due together. */
export function roundDelay(start: number, due: number): number {
  return due - start > DAY ? Math.ceil(due / MINUTE) * MINUTE : due;
}

type BaseScope = WaitScope & { readonly dateZone: string };

function baseOf({ for: length, until }: WaitTime, scope: BaseScope): number | (WaitResult & { kind: 'no-time' }) {
  if (length !== undefined) return addDuration(scope.now, length, scope);
  if (until === undefined) return scope.now;
  const field = typeof until === 'string' ? undefined : until.field;
  const value = field === undefined ? until : scope.read(field);
  const moment = typeof value === 'string' ? parseMoment(value, scope.dateZone) : undefined;
  if (moment === undefined) return { kind: 'no-time', field: field ?? 'until' };
  const offset = typeof until === 'string' ? undefined : until.offset;
  return offset ? applyOffset(moment, offset, { ...scope, zone: scope.dateZone }) : moment;
}
