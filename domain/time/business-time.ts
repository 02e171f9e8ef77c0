import { AppError } from '../errors.ts';
import type { Calendar } from './calendar.ts';
import { dayOf, intervalsBefore, intervalsFrom, intervalsOn, MAX_DAYS_SEARCHED, WALL_DAY } from './work-intervals.ts';
import { fromWall, toWall } from './zone.ts';

/** Working ms of `calendar` between two instants (ms); 0 when `to` is not after `from`. */
export function businessMillisBetween(from: number, to: number, calendar: Calendar): number {
  let total = 0;
  if (to <= from) return total;
  for (const { start, end } of intervalsFrom(from, calendar)) {
    if (start >= to) break;
    total += Math.min(end, to) - Math.max(start, from);
  }
  return total;
}

/**
 * The first instant (ms) by which `millis` of working time have passed since `start`. Eight hours from Monday 09:00 end on
 * Monday 17:00, not on Tuesday 09:00; none end at `start`. Throws `invalid` when the calendar has no more working time.
 */
export function addBusiness(start: number, millis: number, calendar: Calendar): number {
  if (millis <= 0) return start;
  let left = millis;
  for (const interval of intervalsFrom(start, calendar)) {
    const from = Math.max(interval.start, start);
    if (left <= interval.end - from) return from + left;
    left -= interval.end - from;
  }
  throw withoutWork(calendar);
}

/** The last instant (ms) from which `millis` of working time pass until `end`; throws like `addBusiness`. */
export function subtractBusiness(end: number, millis: number, calendar: Calendar): number {
  if (millis <= 0) return end;
  let left = millis;
  for (const interval of intervalsBefore(end, calendar)) {
    const to = Math.min(interval.end, end);
    if (left <= to - interval.start) return to - left;
    left -= to - interval.start;
  }
  throw withoutWork(calendar);
}

/**
 * The same local time of day (calendar's zone) on the n-th working date after the date of `start`; before it when `days` is
 * negative. A working date is one with any working time; the time of day is kept also where it lies outside the working hours
 * (name `at` for another). With 0: `start` itself on a working date, else the next one. Throws `invalid` when there is none.
 */
export function addBusinessDays(start: number, days: number, calendar: Calendar): number {
  const wall = toWall(start, calendar.zone);
  const first = dayOf(start, calendar);
  const step = days < 0 ? -1 : 1;
  let day = first;
  let left = Math.abs(days);
  if (left === 0 && intervalsOn(day, calendar).length > 0) return start;
  left = Math.max(left, 1);
  while (left > 0) {
    day += step;
    if (Math.abs(day - first) > MAX_DAYS_SEARCHED) throw withoutWork(calendar);
    if (intervalsOn(day, calendar).length > 0) left -= 1;
  }
  return fromWall(wall + (day - first) * WALL_DAY, calendar.zone);
}

/** `instant` (ms) when it lies in working time, else the next beginning of one. Throws `invalid` when there is none. */
export function nextWorkInstant(instant: number, calendar: Calendar): number {
  for (const { start } of intervalsFrom(instant, calendar)) return Math.max(start, instant);
  throw withoutWork(calendar);
}

function withoutWork(calendar: Calendar): AppError {
  return new AppError('invalid', {
    detail: `The calendar "${calendar.key}" has no more working time within twenty years; look at its holidays.`,
  });
}
