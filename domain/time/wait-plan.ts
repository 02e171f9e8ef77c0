import type { TimeScope } from './add-duration.ts';
import type { Duration } from './duration.ts';
import { resolveWait, type WaitResult, type WaitScope, type WaitTime } from './wait-time.ts';

/**
 * What it takes to count a wait anew when a calendar changes: how it was asked for, and what was found when it began.
 * Plain JSON; times are ISO.
 */
export type WaitPlan = {
  /** The zone of its `at` is a name by now. */
  readonly spec: WaitTime;
  readonly begunAt: string;
  readonly zone: string;
  /** What the field held that `until` names. */
  readonly moment?: string;
  /** Whose calendar counts where a duration names none; null for the company's. */
  readonly userId: string | null;
};

/** The plan of a wait that is due by a calendar; undefined for one that no calendar moves. */
export function planOfWait(
  spec: WaitTime,
  result: WaitResult,
  { scope, userId }: { scope: WaitScope; userId: string | null },
): WaitPlan | undefined {
  if (result.kind !== 'due' || businessDurationOf(spec) === undefined) return undefined;
  const { until, at } = spec;
  const moment = typeof until === 'object' ? scope.read(until.field) : undefined;
  return {
    spec: at && result.explain.at ? { ...spec, at: { ...at, zone: result.explain.at.zone } } : spec,
    begunAt: new Date(scope.now).toISOString(),
    zone: scope.zone,
    ...(typeof moment === 'string' ? { moment } : {}),
    userId,
  };
}

/** Key of the calendar that a planned wait names; undefined where it takes the user's or the company's. */
export function calendarNamedBy({ spec }: WaitPlan): string | undefined {
  return businessDurationOf(spec)?.calendar;
}

/** When a planned wait is due (ms) by the calendars as they are now; `calendar` is the one of `userId`. Throws like `resolveWait`. */
export function countAnew(plan: WaitPlan, { calendars, calendar }: Omit<TimeScope, 'zone'>): number {
  const result = resolveWait(plan.spec, {
    now: Date.parse(plan.begunAt),
    zone: plan.zone,
    zones: { company: plan.zone },
    calendars,
    calendar,
    read: () => plan.moment,
  });
  return result.kind === 'due' ? result.dueAt : Date.parse(plan.begunAt);
}

type BusinessDuration = Exclude<Duration, string>;

function businessDurationOf({ for: length, until }: WaitTime): BusinessDuration | undefined {
  const offset = typeof until === 'object' ? until.offset : undefined;
  const durations: readonly (Duration | undefined)[] = [length, ...Object.values(offset ?? {})];
  return durations.find((duration) => typeof duration === 'object');
}
