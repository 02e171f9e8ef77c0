import { type Calendar, minutesOf } from './calendar.ts';
import { fromWall, toWall } from './zone.ts';

const MINUTE = 60_000;
/** Length of a date on a wall clock, in ms; what really passes on it may be more or less. */
export const WALL_DAY = 1440 * MINUTE;
/** How far a calendar is searched before it is taken as one without working time: twenty years. */
export const MAX_DAYS_SEARCHED = 7_305;

/** Working time in ms: from `start` up to, not including, `end`. */
export type WorkInterval = { readonly start: number; readonly end: number };

type Prepared = {
  readonly special: ReadonlyMap<string, Calendar['weekly'][1]>;
  readonly holidays: ReadonlySet<string>;
  readonly days: Map<number, readonly WorkInterval[]>;
};

const prepared = new WeakMap<Calendar, Prepared>();

/** Date in the calendar's zone on which `instant` falls, as days since 1970-01-01. */
export function dayOf(instant: number, calendar: Calendar): number {
  return Math.floor(toWall(instant, calendar.zone) / WALL_DAY);
}

/** Working intervals of a date (days since 1970-01-01), in order; those that a clock change skips whole are left out. */
export function intervalsOn(day: number, calendar: Calendar): readonly WorkInterval[] {
  const { days } = prepare(calendar);
  const known = days.get(day);
  if (known) return known;
  const found = scheduleOf(day, calendar)
    .map(([from, to]) => ({ start: clock(day, from, calendar), end: clock(day, to, calendar) }))
    .filter(({ start, end }) => start < end);
  days.set(day, found);
  return found;
}

/** Intervals that end after `from`, in order. Ends after twenty years. */
export function* intervalsFrom(from: number, calendar: Calendar): Generator<WorkInterval> {
  const first = dayOf(from, calendar) - 1;
  for (let day = first; day < first + MAX_DAYS_SEARCHED; day += 1) {
    for (const interval of intervalsOn(day, calendar)) if (interval.end > from) yield interval;
  }
}

/** Intervals that begin before `until`, latest first. Ends after twenty years. */
export function* intervalsBefore(until: number, calendar: Calendar): Generator<WorkInterval> {
  const last = dayOf(until, calendar) + 1;
  for (let day = last; day > last - MAX_DAYS_SEARCHED; day -= 1) {
    for (const interval of [...intervalsOn(day, calendar)].reverse()) if (interval.start < until) yield interval;
  }
}

function clock(day: number, time: string, calendar: Calendar): number {
  return fromWall(day * WALL_DAY + minutesOf(time) * MINUTE, calendar.zone);
}

function scheduleOf(day: number, calendar: Calendar): NonNullable<Calendar['weekly'][1]> {
  const date = new Date(day * WALL_DAY);
  const iso = date.toISOString().slice(0, 10);
  const { special, holidays } = prepare(calendar);
  const own = special.get(iso);
  if (own) return own;
  if (holidays.has(iso) || holidays.has(iso.slice(5))) return [];
  return calendar.weekly[weekdayOf(date.getUTCDay())] ?? [];
}

function weekdayOf(utcDay: number): keyof Calendar['weekly'] {
  return (['7', '1', '2', '3', '4', '5', '6'] as const)[utcDay] ?? '7';
}

function prepare(calendar: Calendar): Prepared {
  const known = prepared.get(calendar);
  if (known) return known;
  const made: Prepared = {
    special: new Map(calendar.specialDays.map(({ date, intervals }) => [date, intervals])),
    holidays: new Set(calendar.holidays.map(({ date }) => date)),
    days: new Map(),
  };
  prepared.set(calendar, made);
  return made;
}
