import { voidByEvents } from '../../crm/approvals/void-by-events.ts';
import type { Tx } from '../../crm/database.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import { makeDue } from '../../crm/runs/wake.ts';
import { wakeByEvents } from '../../crm/runs/wake-by-events.ts';
import type { VersionCache } from '../../crm/workflows/versions.ts';

/**
 * The sandbox has no dispatcher: what happens there concerns the test run that it happens to, which sees it at once. Takes
 * the events of this transaction through the waits of the runs, whose next leg judges exit and goal.
 */
export async function seeOwnEvents(
  tx: Tx,
  runs: readonly RunRow[],
  { versions, now }: { versions: VersionCache; now: Date },
): Promise<void> {
  const events = await tx.query<{ id: string; type: string; recordId: string | null; changes: object | null }>(
    'UPDATE event SET "doneAt" = now() WHERE xid = pg_current_xact_id() AND "doneAt" IS NULL RETURNING id, type, "recordId", changes',
  );
  if (events.length === 0) return;
  await voidByEvents(tx, events, now);
  await wakeByEvents(
    tx,
    events.map(({ id }) => id),
    { now, versions },
  );
  await makeDue(
    tx,
    runs.map(({ data }) => data.id),
    now,
  );
}
