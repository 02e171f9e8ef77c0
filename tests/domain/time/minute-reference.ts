import { type Calendar, minutesOf } from '../../../domain/time/calendar.ts';

/** A second, slower way to the same answers: it walks the clock of a zone minute by minute and asks Intl alone. */
export const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
/** Taken once: looking up a global costs a microsecond in the test runner's sandbox. */
const { floor, max } = Math;
const DAY = 1440 * MINUTE;

const FIRST_SLOT = Date.UTC(2025, 6, 1) / HALF_HOUR;
const SLOTS = 6 * 366 * 48;
const TOGETHER = 24;
const UNKNOWN = 1;

type Clock = (instant: number) => number;
const clocks = new Map<string, Clock>();

/** The wall clock of a zone: instant → its reading, as the ms it has in UTC. It is set on half hours, and never twice within 24 of them. */
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
  const ask = (slot: number): number => {
    const asked = (slot + FIRST_SLOT) * HALF_HOUR;
    return Date.parse(`${format.format(asked).replace(' ', 'T')}Z`) - asked;
  };
  /** Of twelve hours together: asked one by one only where the clock is set within them. */
  const fill = (slot: number): void => {
    const first = slot - (slot % TOGETHER);
    const [before, after] = [ask(first), ask(first + TOGETHER)];
    for (let at = first; at < first + TOGETHER; at += 1) offsets[at] = before === after ? before : ask(at);
  };
  const clock: Clock = (instant) => {
    const slot = floor(instant / HALF_HOUR) - FIRST_SLOT;
    if (offsets[slot] === UNKNOWN) fill(slot);
    return instant + (offsets[slot] ?? Number.NaN);
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
  let furthest = Number.NEGATIVE_INFINITY;
  let day = Number.NaN;
  let minutes: Uint8Array = new Uint8Array();
  for (let at = start - 3 * 60 * MINUTE; ; at += MINUTE) {
    furthest = max(furthest, clock(at));
    if (at < start) continue;
    if (floor(furthest / DAY) !== day) {
      day = floor(furthest / DAY);
      minutes = minutesOn(day, calendar);
    }
    if (visit(minutes[floor((furthest - day * DAY) / MINUTE)] === 1, at)) return at;
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

/** Each minute of a date: 1 where it is worked in. */
function minutesOn(day: number, calendar: Calendar): Uint8Array {
  const minutes = new Uint8Array(1440);
  for (const [from, to] of scheduleOn(day, calendar)) minutes.fill(1, minutesOf(from), minutesOf(to));
  return minutes;
}
