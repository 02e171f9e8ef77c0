import { groupBy } from '../../domain/group-by.ts';
import type { Queryable } from '../database.ts';
import { type ForkColumns, type PositionColumns, type RunColumns, type RunRow, runOf } from './run-row.ts';

export const runColumns = `r.id, r."workflowId", r."workflowKey", r."versionId", r.version, r."carrierId", r."enrollmentId", r."subjectType", r."subjectId",
  r.state, r.fence, r.flights, r.paused, r."dueAt", r."concurrencyKey", r.vars, r.memory, r.origin, r.cause, r."parentRunId", r."parentKey",
  r.error, r."startedAt", r."endedAt", r.script`;

const positionColumns =
  'id, "runId", "stepId", visit, "forkId", branch, state, since, "dueAt", attempt, progress, wait, outcome, error';

/** Runs with their positions and forks, in the order of the ids. Missing ones are left out. */
export async function loadRuns(tx: Queryable, ids: readonly string[]): Promise<RunRow[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<RunColumns>(`SELECT ${runColumns} FROM run r WHERE r.id = ANY($1::uuid[])`, [ids]);
  const runs = new Map((await withPositions(tx, rows)).map((run) => [run.data.id, run]));
  return ids.flatMap((id) => runs.get(id) ?? []);
}

/** Like loadRuns, but locks the rows first, in the order of their ids. */
export async function lockRuns(tx: Queryable, ids: readonly string[]): Promise<RunRow[]> {
  await tx.query('SELECT id FROM run WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
  return loadRuns(tx, ids);
}

/** Adds positions and forks to run rows that were read already. */
export async function withPositions(tx: Queryable, rows: readonly RunColumns[]): Promise<RunRow[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const positions = await tx.query<PositionColumns>(
    `SELECT ${positionColumns} FROM run_position WHERE "runId" = ANY($1::uuid[]) ORDER BY "runId", since, id`,
    [ids],
  );
  const forked = [...new Set(positions.filter(({ forkId }) => forkId !== null).map(({ runId }) => runId))];
  const forks =
    forked.length === 0
      ? []
      : await tx.query<ForkColumns>(
          'SELECT id, "runId", "parentId", branch, "stepId", visit, arrived, joined FROM run_fork WHERE "runId" = ANY($1::uuid[])',
          [forked],
        );
  const byRun = <T extends { runId: string }>(items: readonly T[]) => groupBy(items, ({ runId }) => runId);
  const [positionsOf, forksOf] = [byRun(positions), byRun(forks)];
  return rows.map((row) => runOf(row, positionsOf.get(row.id) ?? [], forksOf.get(row.id) ?? []));
}
