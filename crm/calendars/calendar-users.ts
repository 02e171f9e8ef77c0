import { AppError } from '../../domain/errors.ts';
import type { Queryable } from '../database.ts';
import { readCalendars } from './read-calendars.ts';

/** Who works by a calendar and where it is named, in words: people, teams, the company, published workflows. */
export async function usersOfCalendar(db: Queryable, key: string): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `SELECT 'the user ' || name AS name FROM "user" WHERE "calendarKey" = $1
     UNION ALL SELECT 'the team ' || name FROM team WHERE "calendarKey" = $1
     UNION ALL SELECT 'the company' FROM setting WHERE setting.key = 'company' AND value->>'calendar' = $1
     UNION ALL SELECT 'the workflow ' || w.key FROM workflow w JOIN workflow_version v ON v."workflowId" = w.id
       WHERE w."deletedAt" IS NULL AND (v.version = w."publishedVersion" AND w.state IN ('active', 'paused')
         OR v.id IN (SELECT r."versionId" FROM run r WHERE r."endedAt" IS NULL))
         AND jsonb_path_exists(v.definition, '$.**.calendar ? (@ == $key)', jsonb_build_object('key', $1::text))`,
    [key],
  );
  return [...new Set(rows.map(({ name }) => name))];
}

/** @throws AppError invalid at `path` for a key that no calendar has */
export async function demandCalendar(db: Queryable, key: string | null | undefined, path: string): Promise<void> {
  if (key === null || key === undefined) return;
  const calendars = await readCalendars(db, 'UTC');
  if (Object.hasOwn(calendars, key)) return;
  const message = `There is no calendar "${key}"; there are ${Object.keys(calendars).join(', ')}.`;
  throw new AppError('invalid', { issues: [{ severity: 'error', code: 'unknown-calendar', path, message }] });
}
