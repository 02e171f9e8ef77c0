import { changeCalendar, reachedAt } from '../../domain/sla/clock.ts';
import { nextMarkAt } from '../../domain/sla/marks.ts';
import { type AuditedAction, auditActions } from '../audit/record-action.ts';
import type { Replanner, Replanning } from '../calendars/on-change.ts';
import type { Database, Queryable, Tx } from '../database.ts';
import { resolveWaits } from '../runs/wake.ts';
import { auditOf } from './apply-looks.ts';
import { type ClockRow, lockClocks, readClocks, saveClocks } from './clock-row.ts';

const batch = 500;
const runningAfter = `c.state = 'running' AND ($1::uuid IS NULL OR c.id > $1)`;

type Batch = { readonly rows: readonly ClockRow[]; readonly moved: number };

/**
 * Running clocks get the times of the calendars as they are now, from when they last began to run; what they consumed before stays.
 * Those whose policy, step or company names another calendar now come into that one. Steps that wait by one look at theirs again.
 */
export const replanClocks: Replanner = async (db, given) => {
  let moved = 0;
  for (let after: string | null = null; ; ) {
    const found: Batch = given.trial ? await tryBatch(db, after, given) : await moveBatch(db, after, given);
    moved += found.moved;
    after = found.rows.at(-1)?.id ?? null;
    if (found.rows.length < batch) return moved;
  }
};

async function tryBatch(db: Database, after: string | null, given: Replanning): Promise<Batch> {
  const rows = await readClocks(db, runningAfter, [after], { limit: batch });
  return { rows, moved: countedAnew(rows, { ...given, wanted: await wantedCalendars(db, rows, given) }).length };
}

function moveBatch(db: Database, after: string | null, given: Replanning): Promise<Batch> {
  return db.transaction(async (tx) => {
    // Runs before their clocks, as legs do.
    await tx.query(
      `SELECT r.id FROM run r WHERE r.id IN (SELECT "runId" FROM sla_clock WHERE state = 'running' AND "runId" IS NOT NULL
         AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT ${batch}) ORDER BY r.id FOR UPDATE`,
      [after],
    );
    const rows = await lockClocks(tx, runningAfter, [after], { limit: batch });
    const changed = countedAnew(rows, { ...given, wanted: await wantedCalendars(tx, rows, given) });
    await saveClocks(tx, changed);
    await auditActions(tx, movesOf(rows, changed, given));
    await wakeSteps(tx, changed, given.now);
    return { rows, moved: changed.length };
  });
}

/** The calendar that each clock counts in now, by its id: of its policy or step, else the company's; none where neither is there any more. */
async function wantedCalendars(
  db: Queryable,
  rows: readonly ClockRow[],
  { company }: Replanning,
): Promise<ReadonlyMap<string, string>> {
  const named = await db.query<{ id: string; calendar: string | null }>(
    `SELECT c.id, coalesce(p.content->>'calendar', v.definition->'steps'->c."stepId"->'config'->>'calendar') AS calendar
     FROM sla_clock c LEFT JOIN sla_policy p ON p.key = c."policyKey" LEFT JOIN run r ON r.id = c."runId" LEFT JOIN workflow_version v ON v.id = r."versionId"
     WHERE c.id = ANY($1::uuid[]) AND (p.key IS NOT NULL OR v.id IS NOT NULL)`,
    [rows.map(({ id }) => id)],
  );
  return new Map(named.map(({ id, calendar }) => [id, calendar ?? company.calendar()]));
}

type Counting = Replanning & { readonly wanted: ReadonlyMap<string, string> };

/** Those of the clocks that have other times, or another calendar. */
function countedAnew(rows: readonly ClockRow[], { company, wanted, now }: Counting): readonly ClockRow[] {
  const calendars = company.calendars();
  return rows.flatMap((row): ClockRow[] => {
    const before = calendars[row.calendar];
    const calendar = calendars[wanted.get(row.id) ?? row.calendar] ?? before;
    if (!calendar) return [];
    const isOther = before !== undefined && before.key !== calendar.key;
    const clock = isOther ? changeCalendar(row.kept.clock, now.getTime(), before) : row.kept.clock;
    const nextAt = nextMarkAt(clock, { marks: row.marks, passed: row.kept.passed }, calendar);
    const dueAt = reachedAt(clock, clock.target, calendar);
    if (calendar.key === row.calendar && nextAt === row.nextAt && dueAt === row.dueAt) return [];
    return [{ ...row, kept: { ...row.kept, clock }, calendar: calendar.key, nextAt, dueAt }];
  });
}

/** A line for each clock that was moved: from when to when, and in which calendar. */
function movesOf(
  rows: readonly ClockRow[],
  changed: readonly ClockRow[],
  { actor, now }: Replanning,
): readonly AuditedAction[] {
  const before = new Map(rows.map((row) => [row.id, row]));
  return changed.map((row) => {
    const line = auditOf(row, { what: 'replanned', at: now.getTime() }, actor);
    const due = { old: timeOf(before.get(row.id)?.dueAt), new: timeOf(row.dueAt) };
    return { ...line, changes: { ...Object(line.changes), calendar: row.calendar, due } };
  });
}

const timeOf = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : new Date(ms).toISOString();

/** Steps that wait by one of the clocks. */
async function wakeSteps(tx: Tx, changed: readonly ClockRow[], now: Date): Promise<void> {
  const waiting = await tx.query<{ positionId: string; runId: string }>(
    `SELECT p.id AS "positionId", p."runId" FROM sla_clock c JOIN run_position p ON p."runId" = c."runId" AND p."stepId" = c."stepId" AND p.visit = c.visit
     WHERE c.id = ANY($1::uuid[]) AND p.state = 'waiting' AND p.outcome IS NULL`,
    [changed.map(({ id }) => id)],
  );
  const outcome = { by: 'branch', branch: 'replanned', at: now.toISOString() };
  await resolveWaits(
    tx,
    waiting.map((position) => ({ ...position, outcome })),
    now,
  );
}
