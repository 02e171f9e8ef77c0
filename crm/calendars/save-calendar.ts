import { AppError } from '../../domain/errors.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { type CalendarRow, calendarColumns, listCalendarRows, type PublicHoliday } from './calendar-row.ts';
import { usersOfCalendar } from './calendar-users.ts';
import { noteCalendarChange } from './on-change.ts';
import { calendarsWith } from './read-calendars.ts';

/** A calendar as people see it; `builtIn` is there without having been stored. */
export type CalendarView = Omit<CalendarRow, 'filledThrough'> & { readonly builtIn: boolean };

/** What people say of a calendar. */
export type CalendarInput = Pick<
  CalendarRow,
  'key' | 'name' | 'zone' | 'weekly' | 'holidays' | 'specialDays' | 'source'
>;

/** The public holidays of a calendar's source, looked up before the transaction that stores them. */
export type FilledHolidays = {
  readonly publicHolidays: readonly PublicHoliday[];
  readonly filledThrough: number | null;
};

const builtInNames: Readonly<Record<string, string>> = {
  always: 'Always',
  business: 'Monday to Friday, 09:00 to 17:00',
};

/** All calendars by key: those that are always there, in the company's zone, and stored ones, which may stand for `business`. */
export async function listCalendars(db: Queryable, companyZone: string): Promise<CalendarView[]> {
  const rows = await listCalendarRows(db);
  const builtIn = Object.values(calendarsWith([], companyZone)).map((calendar) => ({
    ...calendar,
    name: builtInNames[calendar.key] ?? calendar.key,
    source: null,
    publicHolidays: [],
    version: 0,
    builtIn: true,
  }));
  const views = new Map([...builtIn, ...rows.map(viewOf)].map((view) => [view.key, view]));
  return [...views.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** One calendar. @throws AppError not-found */
export async function getCalendar(db: Queryable, key: string, companyZone: string): Promise<CalendarView> {
  const found = (await listCalendars(db, companyZone)).find((calendar) => calendar.key === key);
  if (!found) throw new AppError('not-found', { detail: `There is no calendar "${key}".` });
  return found;
}

/**
 * Stores a calendar: a new one, or in place of the one that has its key. What is due by it is counted anew afterwards.
 * @throws AppError duplicate, version-conflict, invalid
 */
export async function saveCalendar(
  tx: Tx,
  input: CalendarInput & FilledHolidays,
  { actor, mode, ifVersion }: { actor: Person; mode: 'create' | 'replace'; ifVersion?: number | undefined },
): Promise<CalendarView> {
  if (input.key === 'always') throw new AppError('conflict', { detail: 'The calendar "always" stays as it is.' });
  const [before] = await tx.query<CalendarRow>(`SELECT ${calendarColumns} FROM calendar WHERE key = $1 FOR UPDATE`, [
    input.key,
  ]);
  if (before && mode === 'create')
    throw new AppError('duplicate', { detail: `There is a calendar "${input.key}" already.` });
  if (ifVersion !== undefined && ifVersion !== (before?.version ?? 0)) throw new AppError('version-conflict');
  const [row] = await tx.query<CalendarRow>(
    `INSERT INTO calendar (key, name, zone, weekly, holidays, "specialDays", source, "publicHolidays", "filledThrough")
     VALUES ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb, $9)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, zone = excluded.zone, weekly = excluded.weekly, holidays = excluded.holidays,
       "specialDays" = excluded."specialDays", source = excluded.source, "publicHolidays" = excluded."publicHolidays",
       "filledThrough" = excluded."filledThrough", version = calendar.version + 1, "updatedAt" = now()
     RETURNING ${calendarColumns}`,
    [
      input.key,
      input.name,
      input.zone,
      JSON.stringify(input.weekly),
      JSON.stringify(input.holidays),
      JSON.stringify(input.specialDays),
      input.source === null ? null : JSON.stringify(input.source),
      JSON.stringify(input.publicHolidays),
      input.filledThrough,
    ],
  );
  if (!row) throw new AppError('internal');
  await auditAction(tx, {
    actor,
    action: 'calendar.saved',
    resource: { type: 'calendar', id: row.key },
    changes: { calendar: { ...(before ? { old: spokenOf(before) } : {}), new: spokenOf(row) } },
  });
  await noteCalendarChange(tx, { kind: 'calendar', about: row.key }, actor);
  return viewOf(row);
}

/**
 * Removes a stored calendar; `business` is then what it is without one.
 * @throws AppError not-found, conflict while it is the calendar of somebody or stands in a workflow
 */
export async function deleteCalendar(tx: Tx, key: string, actor: Person): Promise<void> {
  const users = key === 'business' ? [] : await usersOfCalendar(tx, key);
  if (users.length > 0)
    throw new AppError('conflict', { detail: `The calendar "${key}" is in use: ${users.slice(0, 5).join(', ')}.` });
  const [row] = await tx.query<CalendarRow>(`DELETE FROM calendar WHERE key = $1 RETURNING ${calendarColumns}`, [key]);
  if (!row) throw new AppError('not-found', { detail: `No calendar "${key}" is stored.` });
  await auditAction(tx, {
    actor,
    action: 'calendar.deleted',
    resource: { type: 'calendar', id: key },
    changes: { calendar: { old: spokenOf(row) } },
  });
  await noteCalendarChange(tx, { kind: 'calendar', about: key }, actor);
}

const viewOf = ({ filledThrough: _, ...row }: CalendarRow): CalendarView => ({ ...row, builtIn: false });

/** What somebody decided; holidays of its source follow from that. */
function spokenOf({ publicHolidays: _, filledThrough: __, ...row }: CalendarRow) {
  return row;
}
