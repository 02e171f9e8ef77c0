import { businessMillisBetween } from '../../domain/time/business-time.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Clock } from '../api/clock-answers.ts';

/**
 * Working time (seconds) that a clock has consumed by `now`, from what the API said of it at `told` (both ms): the page counts on as the
 * engine does, by the same calendar. What stands, and what is counted in a calendar that is not at hand, stays as it was told.
 */
export function consumedNow(
  { consumedSeconds, dueAt, endedAt, calendar }: Pick<Clock, 'consumedSeconds' | 'dueAt' | 'endedAt' | 'calendar'>,
  { told, now, calendars }: { readonly told: number; readonly now: number; readonly calendars: Calendars },
): number {
  const found = calendars[calendar];
  if (!found || dueAt === null || endedAt !== null || now <= told) return consumedSeconds;
  return consumedSeconds + Math.floor(businessMillisBetween(told, now, found) / 1000);
}
