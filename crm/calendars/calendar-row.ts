import type { Calendar } from '../../domain/time/calendar.ts';
import type { Queryable } from '../database.ts';

/** Whose public holidays count as well: ISO 3166-1, and ISO 3166-2 without the country. */
export type HolidaySource = { readonly country: string; readonly region?: string };

/** A day without work that a holiday source knows. */
export type PublicHoliday = { readonly date: string; readonly name: string };

/** A stored calendar. */
export type CalendarRow = Omit<Calendar, 'key'> & {
  readonly key: string;
  readonly name: string;
  readonly source: HolidaySource | null;
  readonly publicHolidays: readonly PublicHoliday[];
  /** Last year that `publicHolidays` holds. */
  readonly filledThrough: number | null;
  readonly version: number;
};

/** Columns of a stored calendar, as a query names them. */
export const calendarColumns =
  'key, name, zone, weekly, holidays, "specialDays", source, "publicHolidays", "filledThrough", version';

/** All stored calendars by key. */
export function listCalendarRows(db: Queryable): Promise<CalendarRow[]> {
  return db.query<CalendarRow>(`SELECT ${calendarColumns} FROM calendar ORDER BY key`);
}

/** The calendar of a row, with the holidays of its source. */
export function calendarOfRow({ key, zone, weekly, holidays, specialDays, publicHolidays }: CalendarRow): Calendar {
  return { key, zone, weekly, holidays: [...holidays, ...publicHolidays], specialDays };
}
