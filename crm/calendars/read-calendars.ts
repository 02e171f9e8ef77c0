import { builtInCalendars, type Calendars } from '../../domain/time/calendar.ts';
import type { Queryable } from '../database.ts';
import { type CalendarRow, calendarOfRow, listCalendarRows } from './calendar-row.ts';

/** All calendars by key as they are now: stored ones, which may be `business`, over those that are always there. */
export async function readCalendars(db: Queryable, companyZone: string): Promise<Calendars> {
  return calendarsWith(await listCalendarRows(db), companyZone);
}

/** The calendars of rows over those that are always there. */
export function calendarsWith(rows: readonly CalendarRow[], companyZone: string): Calendars {
  return { ...builtInCalendars(companyZone), ...Object.fromEntries(rows.map((row) => [row.key, calendarOfRow(row)])) };
}
