import { reachedAt } from '../../domain/sla/clock.ts';
import { nextMarkAt } from '../../domain/sla/marks.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Replanner, Replanning } from '../calendars/on-change.ts';
import type { Database, Tx } from '../database.ts';
import { resolveWaits } from '../runs/wake.ts';
import { type ClockRow, lockClocks, readClocks, saveClocks } from './clock-row.ts';

const batch = 500;
const runningAfter = `c.state = 'running' AND ($1::uuid IS NULL OR c.id > $1)`;

type Batch = { readonly rows: readonly ClockRow[]; readonly moved: number };

/**
 * Running clocks get the times of the calendars as they are now, from when they last began to run; what they consumed before stays.
 * Steps that wait by one look at theirs again.
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

async function tryBatch(db: Database, after: string | null, { company }: Replanning): Promise<Batch> {
  const rows = await readClocks(db, runningAfter, [after], { limit: batch });
  return { rows, moved: countedAnew(rows, company.calendars()).length };
}

function moveBatch(db: Database, after: string | null, { company, now }: Replanning): Promise<Batch> {
  return db.transaction(async (tx) => {
    // Runs before their clocks, as legs do.
    await tx.query(
      `SELECT r.id FROM run r WHERE r.id IN (SELECT "runId" FROM sla_clock WHERE state = 'running' AND "runId" IS NOT NULL
         AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT ${batch}) ORDER BY r.id FOR UPDATE`,
      [after],
    );
    const rows = await lockClocks(tx, runningAfter, [after], { limit: batch });
    const changed = countedAnew(rows, company.calendars());
    await saveClocks(tx, changed);
    await wakeSteps(tx, changed, now);
    return { rows, moved: changed.length };
  });
}

/** Those of the clocks that have other times by these calendars. */
function countedAnew(rows: readonly ClockRow[], calendars: Calendars): readonly ClockRow[] {
  return rows.flatMap((row): ClockRow[] => {
    const calendar = calendars[row.calendar];
    if (!calendar) return [];
    const { clock, passed } = row.kept;
    const nextAt = nextMarkAt(clock, { marks: row.marks, passed }, calendar);
    const dueAt = reachedAt(clock, clock.target, calendar);
    return nextAt === row.nextAt && dueAt === row.dueAt ? [] : [{ ...row, nextAt, dueAt }];
  });
}

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
