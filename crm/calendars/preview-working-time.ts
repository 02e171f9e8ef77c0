import { AppError } from '../../domain/errors.ts';
import type { Database } from '../database.ts';
import { checkLinks, getUser } from '../people/users.ts';
import { companyTime, readCompanySettings, readCompanyTime } from '../settings/company-settings.ts';
import { demandCalendar } from './calendar-users.ts';
import { type PersonalTime, replanAll } from './on-change.ts';
import type { Previewing } from './preview-calendar.ts';
import { readCalendars } from './read-calendars.ts';

type Moved = Readonly<Record<string, number>>;

/** What would be said of a user; what is not named stays. */
export type UserTime = {
  readonly calendarKey?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly zone?: string | null | undefined;
};

/** How much would be counted anew if a user had another calendar, team or zone. Nothing is written. @throws AppError not-found, invalid */
export async function previewUserTime(
  db: Database,
  { id, ...change }: UserTime & { id: string },
  previewing: Previewing,
): Promise<Moved> {
  const before = await getUser(db, id);
  await checkLinks(db, { ...change, id });
  const { zone = before.zone, teamId = before.teamId, calendarKey = before.calendarKey } = change;
  const [team] = await db.query<{ calendar: string | null }>(
    'SELECT "calendarKey" AS calendar FROM team WHERE id = $1',
    [teamId],
  );
  return previewPeople(db, new Map([[id, { zone, calendar: calendarKey ?? team?.calendar ?? null }]]), previewing);
}

/** The same if a team had another calendar: for its members without one of their own. @throws AppError not-found, invalid */
export async function previewTeamTime(
  db: Database,
  { id, calendarKey }: { id: string; calendarKey: string | null },
  previewing: Previewing,
): Promise<Moved> {
  await demandCalendar(db, calendarKey, '/calendarKey');
  const team = await db.query('SELECT 1 FROM team WHERE id = $1', [id]);
  if (team.length === 0) throw new AppError('not-found', { detail: 'There is no such team.' });
  const members = await db.query<{ id: string; zone: string | null }>(
    'SELECT id, zone FROM "user" WHERE "teamId" = $1 AND "calendarKey" IS NULL',
    [id],
  );
  const times = members.map(({ id: userId, zone }): [string, PersonalTime] => [
    userId,
    { zone, calendar: calendarKey },
  ]);
  return previewPeople(db, new Map(times), previewing);
}

/** The same if the company had another calendar or zone. @throws AppError invalid */
export async function previewCompanyTime(
  db: Database,
  change: { readonly calendar?: string | undefined; readonly zone?: string | undefined },
  { actor, now, config }: Previewing,
): Promise<Moved> {
  await demandCalendar(db, change.calendar, '/calendar');
  const stored = await readCompanySettings(db, config);
  const { zone = stored.zone, calendar = stored.calendar } = change;
  const company = companyTime(zone, { calendars: await readCalendars(db, zone), calendar });
  return replanAll(db, { company, now, actor, trial: true });
}

async function previewPeople(
  db: Database,
  supposed: ReadonlyMap<string, PersonalTime>,
  { actor, now, config }: Previewing,
): Promise<Moved> {
  return replanAll(db, { company: await readCompanyTime(db, config), now, actor, trial: true, supposed });
}
