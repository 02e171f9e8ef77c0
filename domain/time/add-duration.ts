import { DateTime } from 'luxon';
import { AppError } from '../errors.ts';
import { addBusiness, addBusinessDays, subtractBusiness } from './business-time.ts';
import type { Calendar, Calendars } from './calendar.ts';
import { calendarOf, type Duration, type Offset } from './duration.ts';
import { type IsoDuration, isDurationProblem, parseIsoDuration } from './iso-duration.ts';
import { fromWall, toWall } from './zone.ts';

/** Where a duration is counted: the run's zone for calendar units, the calendars by key for business time. */
export type TimeScope = {
  readonly zone: string;
  readonly calendars: Calendars;
  /** Key of the calendar of durations that name none; `business` when absent. */
  readonly calendar?: string | undefined;
};

/**
 * `start` (ms) plus a duration: years, months, weeks and days on the wall clock of `scope.zone` (the 31st becomes the last day of
 * a shorter month), then hours and less as elapsed time; business time in its calendar. Throws `invalid` for a malformed
 * duration or an unknown calendar, which publishing refuses.
 */
export function addDuration(start: number, duration: Duration, scope: TimeScope): number {
  return move(start, duration, { ...scope, sign: 1 });
}

/** `start` (ms) minus a duration, by the same rules; throws like `addDuration`. */
export function subtractDuration(start: number, duration: Duration, scope: TimeScope): number {
  return move(start, duration, { ...scope, sign: -1 });
}

/** `moment` (ms) moved by an offset; throws like `addDuration`. */
export function applyOffset(moment: number, offset: Offset, scope: TimeScope): number {
  return 'before' in offset ? subtractDuration(moment, offset.before, scope) : addDuration(moment, offset.after, scope);
}

type Direction = TimeScope & { readonly sign: 1 | -1 };

function move(start: number, duration: Duration, { zone, calendars, calendar: usual, sign }: Direction): number {
  if (typeof duration === 'string') return moveOnClock(start, read(duration), { zone, sign });
  const calendar = find(calendarOf(duration, usual) ?? 'business', calendars);
  if ('businessDays' in duration) return addBusinessDays(start, sign * duration.businessDays, calendar);
  const { millis } = read(duration.business);
  return sign === 1 ? addBusiness(start, millis, calendar) : subtractBusiness(start, millis, calendar);
}

function moveOnClock(
  start: number,
  { months, days, millis }: IsoDuration,
  { zone, sign }: { zone: string; sign: 1 | -1 },
): number {
  if (months === 0 && days === 0) return start + sign * millis;
  const wall = DateTime.fromMillis(toWall(start, zone), { zone: 'utc' }).plus({
    months: sign * months,
    days: sign * days,
  });
  return fromWall(wall.toMillis(), zone) + sign * millis;
}

function read(text: string): IsoDuration {
  const result = parseIsoDuration(text);
  if (isDurationProblem(result)) throw new AppError('invalid', { detail: result.message });
  return result;
}

function find(key: string, calendars: Calendars): Calendar {
  const calendar = Object.hasOwn(calendars, key) ? calendars[key] : undefined;
  if (!calendar) throw new AppError('invalid', { detail: `There is no calendar "${key}".` });
  return calendar;
}
