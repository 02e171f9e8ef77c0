import type { Calendar } from '../../domain/time/calendar.ts';
import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import type { Person } from '../actor.ts';
import { listCalendarRows } from '../calendars/calendar-row.ts';
import { calendarsWith } from '../calendars/read-calendars.ts';
import type { Queryable } from '../database.ts';
import type { CompanySettings } from '../settings/company-settings.ts';
import type { AgendaItem } from './read-agenda.ts';

const day = 86_400_000;

/** The holidays of the calendar that a person works by, within a period. */
export async function holidaysWithin(
  db: Queryable,
  { actor, company, from, to }: { actor: Person; company: CompanySettings; from: Date; to: Date },
): Promise<AgendaItem[]> {
  const [own] = await db.query<{ own: string | null; team: string | null }>(
    `SELECT u."calendarKey" AS own, t."calendarKey" AS team FROM "user" u LEFT JOIN team t ON t.id = u."teamId" WHERE u.id = $1`,
    [actor.userId],
  );
  const rows = await listCalendarRows(db);
  const calendars = calendarsWith(rows, company.zone);
  const key = chooseCalendar([own?.own, own?.team, company.calendar], calendars);
  const names = new Map(rows.find((row) => row.key === key)?.publicHolidays.map(({ date, name }) => [date, name]));
  const calendar = calendars[key];
  return calendar === undefined
    ? []
    : datesWithin(calendar, from, to).map(([date, name]) => holiday(date, name ?? names.get(date)));
}

function holiday(date: string, name: string | undefined): AgendaItem {
  const item = { kind: 'holiday', id: date, title: name ?? '', start: date, allDay: true, state: 'holiday' } as const;
  return { ...item, personId: null, personName: null };
}

/** Each date of a period that is a holiday, with its name; the period is taken by dates of UTC, a day more on either side. */
function datesWithin({ holidays, specialDays }: Calendar, from: Date, to: Date): [string, string | undefined][] {
  const named = new Map(holidays.map(({ date, name }) => [date, name]));
  const worked = new Set(specialDays.flatMap(({ date, intervals }) => (intervals.length > 0 ? date : [])));
  const found: [string, string | undefined][] = [];
  for (let at = Math.floor(from.getTime() / day) - 1; at <= Math.floor(to.getTime() / day) + 1; at += 1) {
    const date = new Date(at * day).toISOString().slice(0, 10);
    const key = named.has(date) ? date : date.slice(5);
    if (named.has(key) && !worked.has(date)) found.push([date, named.get(key)]);
  }
  return found;
}
