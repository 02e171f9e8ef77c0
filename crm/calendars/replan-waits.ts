import { chooseCalendar } from '../../domain/time/choose-calendar.ts';
import { calendarNamedBy, countAnew, type WaitPlan } from '../../domain/time/wait-plan.ts';
import type { Database, Queryable, Tx } from '../database.ts';
import { pokeCarriers } from '../runs/carriers.ts';
import type { Replanner, Replanning } from './on-change.ts';

type Planned = { readonly id: string; readonly runId: string; readonly dueAt: Date; readonly plan: WaitPlan };
type Moved = { readonly id: string; readonly runId: string; readonly dueAt: string };

/** Waits counted anew in one transaction. */
const batch = 500;

/** Waits of runs that were counted in business time get the due time of the calendars as they are now. */
export const replanWaits: Replanner = async (db, given) => {
  let moved = 0;
  for (let after: string | null = null; ; ) {
    const planned: Planned[] = await plannedAfter(db, after);
    moved += await moveBatch(db, planned, given);
    after = planned.at(-1)?.id ?? null;
    if (planned.length < batch) return moved;
  }
};

function plannedAfter(db: Queryable, after: string | null): Promise<Planned[]> {
  return db.query<Planned>(
    `SELECT id, "runId", "dueAt", wait->'plan' AS plan FROM run_position
     WHERE state = 'waiting' AND outcome IS NULL AND "dueAt" IS NOT NULL AND wait ? 'plan' AND ($1::uuid IS NULL OR id > $1)
     ORDER BY id LIMIT ${batch}`,
    [after],
  );
}

async function moveBatch(
  db: Database,
  planned: readonly Planned[],
  { company, trial, supposed }: Replanning,
): Promise<number> {
  const keys = await calendarsOfUsers(
    db,
    planned.flatMap(({ plan }) => plan.userId ?? []),
  );
  const calendars = company.calendars();
  const moved = planned.flatMap(({ id, runId, dueAt, plan }): Moved[] => {
    // A calendar that is gone cannot count: what waits by its name stays as it was planned.
    const named = calendarNamedBy(plan);
    if (named !== undefined && !Object.hasOwn(calendars, named)) return [];
    const person = supposed?.get(plan.userId ?? '');
    const own = person ? person.calendar : keys.get(plan.userId ?? '');
    const calendar = chooseCalendar([own, company.calendar()], calendars);
    const due = countAnew(plan, { calendars, calendar });
    return due === dueAt.getTime() ? [] : [{ id, runId, dueAt: new Date(due).toISOString() }];
  });
  if (trial || moved.length === 0) return moved.length;
  return db.transaction((tx) => move(tx, moved));
}

/** Calendars of users, else of their teams. */
async function calendarsOfUsers(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ id: string; key: string | null }>(
    `SELECT u.id, coalesce(u."calendarKey", t."calendarKey") AS key FROM "user" u LEFT JOIN team t ON t.id = u."teamId" WHERE u.id = ANY($1::uuid[])`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/** Runs before their positions, as legs do; a wait that has ended meanwhile is left alone. */
async function move(tx: Tx, moved: readonly Moved[]): Promise<number> {
  const runIds = [...new Set(moved.map(({ runId }) => runId))];
  await tx.query('SELECT id FROM run WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [runIds]);
  const rows = await tx.query<{ runId: string }>(
    `UPDATE run_position p SET "dueAt" = m."dueAt", wait = jsonb_set(p.wait, '{dueAt}', to_jsonb(m.due))
     FROM (SELECT id, "dueAt" AS due, "dueAt"::timestamptz AS "dueAt" FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "dueAt" text)) m
     WHERE p.id = m.id AND p.id = ANY($2::uuid[]) AND p.state = 'waiting' AND p.outcome IS NULL RETURNING p."runId"`,
    [JSON.stringify(moved), moved.map(({ id }) => id)],
  );
  const carriers = await tx.query<{ carrierId: string }>(
    `UPDATE run r SET "dueAt" = (
       SELECT min(CASE WHEN p.outcome IS NOT NULL OR (p.state = 'ready' AND p."dueAt" IS NULL) THEN LEAST(r."dueAt", now()) ELSE p."dueAt" END)
       FROM run_position p WHERE p."runId" = r.id AND p.state <> 'incident')
     WHERE r.id = ANY($1::uuid[]) AND r."endedAt" IS NULL RETURNING "carrierId"`,
    [rows.map(({ runId }) => runId)],
  );
  await pokeCarriers(
    tx,
    carriers.map(({ carrierId }) => carrierId),
  );
  return rows.length;
}
