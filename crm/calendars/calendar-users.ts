import { AppError } from '../../domain/errors.ts';
import type { Queryable } from '../database.ts';
import { readCalendars } from './read-calendars.ts';

/** Who works by a calendar, or where it is named. `id`: of the user or team, key of the workflow or policy. */
export type CalendarUse = {
  readonly calendar: string;
  readonly kind: 'company' | 'team' | 'user' | 'policy' | 'workflow';
  readonly id: string;
  readonly name: string;
};

/** What names calendars: people, teams, the company, service levels, and workflows that are published or have runs. */
export async function listCalendarUses(db: Queryable): Promise<CalendarUse[]> {
  const uses = await namedCalendars(db);
  const chosen = uses.some(({ kind, id }) => kind === 'company' && id === 'company');
  return chosen ? uses : [{ calendar: 'business', kind: 'company', id: 'company', name: '' }, ...uses];
}

function namedCalendars(db: Queryable): Promise<CalendarUse[]> {
  return db.query<CalendarUse>(
    `SELECT DISTINCT * FROM (
       SELECT value->>'calendar' AS calendar, 'company' AS kind, 'company' AS id, '' AS name FROM setting WHERE setting.key = 'company'
       UNION ALL SELECT value->'sendWindow'->>'calendar', 'company', 'sendWindow', '' FROM setting WHERE setting.key = 'company'
       UNION ALL SELECT "calendarKey", 'team', id::text, name FROM team
       UNION ALL SELECT "calendarKey", 'user', id::text, name FROM "user"
       UNION ALL SELECT content->>'calendar', 'policy', key, name FROM sla_policy
       UNION ALL SELECT named #>> '{}', 'workflow', w.key, coalesce(v.definition->>'name', w.key)
         FROM workflow w JOIN workflow_version v ON v."workflowId" = w.id, jsonb_path_query(v.definition, '$.**.calendar') AS named
         WHERE w."deletedAt" IS NULL AND (v.version = w."publishedVersion" AND w.state IN ('active', 'paused')
           OR v.id IN (SELECT r."versionId" FROM run r WHERE r."endedAt" IS NULL))
     ) AS uses WHERE calendar IS NOT NULL ORDER BY calendar, kind, name, id`,
  );
}

const places: { readonly [K in CalendarUse['kind']]: (use: CalendarUse) => string } = {
  company: () => 'the company',
  team: ({ name }) => `the team ${name}`,
  user: ({ name }) => `the user ${name}`,
  policy: ({ name }) => `the service level ${name}`,
  workflow: ({ id }) => `the workflow ${id}`,
};

/** The same of one calendar, in words. */
export async function usersOfCalendar(db: Queryable, key: string): Promise<string[]> {
  const uses = await listCalendarUses(db);
  return uses.filter(({ calendar }) => calendar === key).map((use) => places[use.kind](use));
}

/** @throws AppError invalid at `path` for a key that no calendar has */
export async function demandCalendar(db: Queryable, key: string | null | undefined, path: string): Promise<void> {
  if (key === null || key === undefined) return;
  const calendars = await readCalendars(db, 'UTC');
  if (Object.hasOwn(calendars, key)) return;
  const message = `There is no calendar "${key}"; there are ${Object.keys(calendars).join(', ')}.`;
  throw new AppError('invalid', { issues: [{ severity: 'error', code: 'unknown-calendar', path, message }] });
}
