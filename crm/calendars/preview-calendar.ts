import type { Actor } from '../actor.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import { companyTime, readCompanySettings } from '../settings/company-settings.ts';
import { calendarOfRow } from './calendar-row.ts';
import { replanners } from './on-change.ts';
import { readCalendars } from './read-calendars.ts';
import type { CalendarInput, FilledHolidays } from './save-calendar.ts';

/** How much would be counted anew if a calendar were stored so, by what it is. Nothing is written. */
export async function previewCalendar(
  db: Database,
  input: CalendarInput & FilledHolidays,
  { actor, now, config }: { actor: Actor; now: Date; config: Pick<Config, 'zone' | 'mailFrom' | 'twilioFrom'> },
): Promise<Readonly<Record<string, number>>> {
  const { zone, calendar } = await readCompanySettings(db, config);
  const stored = await readCalendars(db, zone);
  const calendars = { ...stored, [input.key]: calendarOfRow({ ...input, version: 0 }) };
  const company = companyTime(zone, { calendars, calendar });
  const moved: Record<string, number> = {};
  for (const [what, replan] of Object.entries(replanners))
    moved[what] = await replan(db, { company, now, actor, trial: true });
  return moved;
}
