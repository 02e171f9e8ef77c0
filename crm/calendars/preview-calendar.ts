import type { Actor } from '../actor.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import { companyTime, readCompanySettings } from '../settings/company-settings.ts';
import { calendarOfRow } from './calendar-row.ts';
import { replanAll } from './on-change.ts';
import { readCalendars } from './read-calendars.ts';
import type { CalendarInput, FilledHolidays } from './save-calendar.ts';

/** Who asks what would be, and when. */
export type Previewing = {
  readonly actor: Actor;
  readonly now: Date;
  readonly config: Pick<Config, 'zone' | 'mailFrom' | 'twilioFrom'>;
};

/** How much would be counted anew if a calendar were stored so, by what it is. Nothing is written. */
export async function previewCalendar(
  db: Database,
  input: CalendarInput & FilledHolidays,
  { actor, now, config }: Previewing,
): Promise<Readonly<Record<string, number>>> {
  const { zone, calendar } = await readCompanySettings(db, config);
  const stored = await readCalendars(db, zone);
  const calendars = { ...stored, [input.key]: calendarOfRow({ ...input, version: 0 }) };
  const company = companyTime(zone, { calendars, calendar });
  return replanAll(db, { company, now, actor, trial: true });
}
