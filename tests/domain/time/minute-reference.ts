import { type Calendar, minutesOf } from '../../../domain/time/calendar.ts';

/** A second, slower way to the same answers: it walks the clock of a zone minute by minute and asks Intl alone. */
export const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const DAY = 1440 * MINUTE;

const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Reading of the wall clock, as the ms it has in UTC. Offsets change on half hours only, so one a half hour is asked for. */
export function wallAt(instant: number, zone: string): number {
  const known = offsets.get(zone) ?? new Map<number, number>();
  offsets.set(zone, known);
  const slot = Math.floor(instant / HALF_HOUR);
  const offset = known.get(slot) ?? askIntl(slot * HALF_HOUR, zone);
  known.set(slot, offset);
  return instant + offset;
}

function askIntl(instant: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  formats.set(zone, format);
  return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) - instant;
}

/** First minute at or after `from` for which the clock has, at any time up to then, shown `wall` or later. */
export function firstShowing(wall: number, zone: string): number {
  let at = wall - 15 * 60 * MINUTE;
  while (wallAt(at, zone) < wall) at += MINUTE;
  return at;
}

/** Walks from `start`, minute by minute, and tells for each whether it is working time. A clock set back does not reopen a day. */
export function* minutesFrom(start: number, calendar: Calendar): Generator<{ at: number; works: boolean }> {
  let furthest = Number.NEGATIVE_INFINITY;
  for (let at = start - 3 * 60 * MINUTE; ; at += MINUTE) {
    furthest = Math.max(furthest, wallAt(at, calendar.zone));
    if (at >= start) yield { at, works: worksAt(furthest, calendar) };
  }
}

/** Whether a date (days since 1970) has working time by the calendar's rules. */
export function scheduleOn(day: number, calendar: Calendar): readonly (readonly [string, string])[] {
  const date = new Date(day * DAY);
  const iso = date.toISOString().slice(0, 10);
  const special = calendar.specialDays.find((item) => item.date === iso);
  if (special) return special.intervals;
  if (calendar.holidays.some((item) => item.date === iso || item.date === iso.slice(5))) return [];
  const weekday = String(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
  return Object.entries(calendar.weekly).find(([key]) => key === weekday)?.[1] ?? [];
}

const schedules = new WeakMap<Calendar, Map<number, readonly (readonly [number, number])[]>>();

function worksAt(wall: number, calendar: Calendar): boolean {
  const day = Math.floor(wall / DAY);
  const known = schedules.get(calendar) ?? new Map<number, readonly (readonly [number, number])[]>();
  schedules.set(calendar, known);
  const spans =
    known.get(day) ?? scheduleOn(day, calendar).map(([from, to]) => [minutesOf(from), minutesOf(to)] as const);
  known.set(day, spans);
  const minute = Math.floor((wall - day * DAY) / MINUTE);
  return spans.some(([from, to]) => minute >= from && minute < to);
}
