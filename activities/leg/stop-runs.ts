import type { Database } from '../../crm/database.ts';
import { raiseIncidents } from '../../crm/runs/incidents.ts';
import { lockRuns } from '../../crm/runs/load-runs.ts';

/** Makes runs that cannot go on incidents; those that somebody else has had since are left alone. */
export async function stopRuns(
  db: Database,
  runs: readonly { readonly id: string; readonly fence: number }[],
  { code, message }: { code: string; message: string },
  now: Date,
): Promise<void> {
  await db.transaction(async (tx) => {
    const fences = new Map(runs.map(({ id, fence }) => [id, fence]));
    const locked = await lockRuns(tx, [...fences.keys()]);
    for (const { data, workflowKey } of locked.filter((run) => run.fence === fences.get(run.data.id))) {
      const stepId = data.positions[0]?.stepId ?? '';
      const error = JSON.stringify({ code, message, retryable: true, stepId });
      await tx.query(
        `UPDATE run SET state = 'incident', "dueAt" = NULL, flights = 0, error = $2::jsonb WHERE id = $1`,
        [data.id, error],
      );
      await tx.query(
        `UPDATE run_position SET state = 'incident', error = $2::jsonb WHERE "runId" = $1 AND state IN ('ready', 'sending')`,
        [data.id, error],
      );
      await raiseIncidents(tx, [
        { kind: 'run', code, message, runId: data.id, stepId, workflowKey, details: { at: now.toISOString() } },
      ]);
    }
  });
}
