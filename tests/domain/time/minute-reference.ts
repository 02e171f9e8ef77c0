import { type Calendar, minutesOf } from '../../../domain/time/calendar.ts';

/** A second, slower way to the same answers: it walks the clock of a zone minute by minute and asks Intl alone. */
export const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
/** Taken once: looking up a global costs a microsecond in the test runner's sandbox. */
const { floor, max } = Math;
const DAY = 1440 * MINUTE;

const FIRST_SLOT = Date.UTC(2025, 6, 1) / HALF_HOUR;
const SLOTS = 3 * 366 * 48;
const UNKNOWN = 1;

type Clock = (instant: number) => number;
const clocks = new Map<string, Clock>();

/** The wall clock of a zone: instant → its reading, as the ms it has in UTC. Offsets change on half hours, so one is asked for each. */
export function clockIn(zone: string): Clock {
  const known = clocks.get(zone);
  if (known) return known;
  const offsets = new Int32Array(SLOTS).fill(UNKNOWN);
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  });
  const clock: Clock = (instant) => {
    const slot = floor(instant / HALF_HOUR) - FIRST_SLOT;
    let offset = offsets[slot] ?? UNKNOWN;
    if (offset === UNKNOWN) {
      const asked = (slot + FIRST_SLOT) * HALF_HOUR;
      offset = Date.parse(`${format.format(asked).replace(' ', 'T')}Z`) - asked;
      offsets[slot] = offset;
    }
    return instant + offset;
  };
  clocks.set(zone, clock);
  return clock;
}

/** First minute at or after `from` for which the clock has, at any time up to then, shown `wall` or later. */
export function firstShowing(wall: number, zone: string): number {
  const clock = clockIn(zone);
  let at = wall - 15 * 60 * MINUTE;
  while (clock(at) < wall) at += MINUTE;
  return at;
}

/**
 * Walks from `start` minute by minute; tells for each whether it is working time until `visit` says stop, and returns that
 * minute. A clock that is set back does not reopen a day.
 */
export function walk(start: number, calendar: Calendar, visit: (works: boolean, at: number) => boolean): number {
  const clock = clockIn(calendar.zone);
  const spans = new Map<number, readonly (readonly [number, number])[]>();
  let furthest = Number.NEGATIVE_INFINITY;
  for (let at = start - 3 * 60 * MINUTE; ; at += MINUTE) {
    furthest = max(furthest, clock(at));
    if (at >= start && visit(worksAt(furthest, calendar, spans), at)) return at;
  }
}

/** Local times of work on a date (days since 1970) by the calendar's rules. */
export function scheduleOn(day: number, calendar: Calendar): readonly (readonly [string, string])[] {
  const date = new Date(day * DAY);
  const iso = date.toISOString().slice(0, 10);
  const special = calendar.specialDays.find((item) => item.date === iso);
  if (special) return special.intervals;
  if (calendar.holidays.some((item) => item.date === iso || item.date === iso.slice(5))) return [];
  const weekday = String(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
  return Object.entries(calendar.weekly).find(([key]) => key === weekday)?.[1] ?? [];
}

function worksAt(
  wall: number,
  calendar: Calendar,
  spans: Map<number, readonly (readonly [number, number])[]>,
): boolean {
  const day = floor(wall / DAY);
  const known =
    spans.get(day) ?? scheduleOn(day, calendar).map(([from, to]) => [minutesOf(from), minutesOf(to)] as const);
  spans.set(day, known);
  const minute = floor((wall - day * DAY) / MINUTE);
  return known.some(([from, to]) => minute >= from && minute < to);
}
