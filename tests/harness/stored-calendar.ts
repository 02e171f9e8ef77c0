import { type CalendarInput, type FilledHolidays, saveCalendar } from '../../crm/calendars/save-calendar.ts';
import type { Database } from '../../crm/database.ts';
import { allPermissions } from '../../domain/permissions/permission.ts';

const id = '0190a000-0000-7000-8000-000000000001';

/** Somebody who may do everything. */
export const storingUser = { type: 'user', id, userId: id, teamId: null, permissions: allPermissions } as const;

/** Monday to Friday, the same times each day. */
export const weekOf = (...day: [string, string][]): CalendarInput['weekly'] => ({
  1: day,
  2: day,
  3: day,
  4: day,
  5: day,
});

/** From nine to five, without holidays. */
export const plainCalendar = {
  name: 'A',
  zone: 'UTC',
  weekly: weekOf(['09:00', '17:00']),
  holidays: [],
  specialDays: [],
  source: null,
  publicHolidays: [],
  filledThrough: null,
} satisfies Omit<CalendarInput & FilledHolidays, 'key'>;

/** Stores a plain calendar with what is different of it, as its route does. */
export const storeCalendar = (db: Database, input: Partial<CalendarInput> & { readonly key: string }) =>
  db.transaction((tx) => saveCalendar(tx, { ...plainCalendar, ...input }, { actor: storingUser, mode: 'replace' }));
