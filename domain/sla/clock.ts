import { addBusiness, businessMillisBetween } from '../time/business-time.ts';
import type { Calendar } from '../time/calendar.ts';

/** `met` and `missed` have ended: what was promised came in time, or after the target. */
export type ClockState = 'running' | 'paused' | 'met' | 'missed' | 'cancelled';

/**
 * A promise about a record: so much working time of a calendar until something happens. What was consumed is kept when the target, the
 * priority or the calendar changes. Times are ms since 1970, amounts ms of working time.
 */
export type Clock = {
  readonly state: ClockState;
  readonly target: number;
  readonly consumed: number;
  /** Since when it runs without a change; null while it does not. */
  readonly since: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
};

/** What is true of the record at a moment. */
export type Observation = {
  readonly at: number;
  readonly paused: boolean;
  readonly resolved: boolean;
  /** ms of working time. */
  readonly target: number;
};

export type ClockChange = 'started' | 'paused' | 'resumed' | 'retargeted' | 'met' | 'missed' | 'cancelled' | 'reopened';

/** A clock that begins at `at`; one whose record is paused already does not run. */
export function startClock({ at, paused, target }: Omit<Observation, 'resolved'>): Clock {
  const state = paused ? 'paused' : 'running';
  return { state, target, consumed: 0, since: paused ? null : at, startedAt: at, endedAt: null };
}

/** The clock after a look at its record, with what has changed by it, in order; an ended clock stays as it is. */
export function observeClock(
  clock: Clock,
  { at, paused, resolved, target }: Observation,
  calendar: Calendar,
): { readonly clock: Clock; readonly changes: readonly ClockChange[] } {
  if (clock.endedAt !== null) return { clock, changes: [] };
  const changes: ClockChange[] = [];
  let next = clock;
  if (target !== next.target) {
    next = { ...next, target };
    changes.push('retargeted');
  }
  if (resolved) {
    next = endClock(next, at, calendar);
    changes.push(next.state === 'met' ? 'met' : 'missed');
  } else if (paused && next.state === 'running') {
    next = { ...next, state: 'paused', consumed: consumedAt(next, at, calendar), since: null };
    changes.push('paused');
  } else if (!paused && next.state === 'paused') {
    next = { ...next, state: 'running', since: at };
    changes.push('resumed');
  }
  return { clock: next, changes };
}

function endClock(clock: Clock, at: number, calendar: Calendar): Clock {
  const consumed = consumedAt(clock, at, calendar);
  return { ...clock, state: consumed > clock.target ? 'missed' : 'met', consumed, since: null, endedAt: at };
}

/** The clock when nobody waits for it any more. */
export function cancelClock(clock: Clock, at: number, calendar: Calendar): Clock {
  if (clock.endedAt !== null) return clock;
  return { ...clock, state: 'cancelled', consumed: consumedAt(clock, at, calendar), since: null, endedAt: at };
}

/**
 * An ended clock that goes on, as what ended it is not true any more: what was consumed stays, the time since then does not count. A
 * promise that was broken stays broken.
 */
export function reopenClock(clock: Clock, { at, paused }: Pick<Observation, 'at' | 'paused'>): Clock {
  if (clock.endedAt === null) return clock;
  return { ...clock, state: paused ? 'paused' : 'running', since: paused ? null : at, endedAt: null };
}

/** Working time consumed by `at`. */
export function consumedAt(clock: Clock, at: number, calendar: Calendar): number {
  return clock.consumed + (clock.since === null ? 0 : businessMillisBetween(clock.since, at, calendar));
}

/** Working time left by `at`; negative when the target has passed. */
export function remainingAt(clock: Clock, at: number, calendar: Calendar): number {
  return clock.target - consumedAt(clock, at, calendar);
}

/** When a running clock comes to so much working time, the moment it began to run when that is past; null while it does not run. */
export function reachedAt(clock: Clock, amount: number, calendar: Calendar): number | null {
  return clock.since === null ? null : addBusiness(clock.since, Math.max(0, amount - clock.consumed), calendar);
}

/** The clock counted on with another calendar from `at`: what was consumed until then stays. */
export function changeCalendar(clock: Clock, at: number, before: Calendar): Clock {
  return clock.since === null ? clock : { ...clock, consumed: consumedAt(clock, at, before), since: at };
}
