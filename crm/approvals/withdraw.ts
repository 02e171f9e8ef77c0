import { endApproval } from '../../domain/approvals/decide.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { announceApproval, endHappenings } from './announce-approval.ts';
import { readApprovals, saveApproval } from './store.ts';

/**
 * Takes back what nobody waits for any more: open approvals of runs that have left the visit that asked, by an operator's act, by exit
 * or goal, or because they ended. The caller holds the locks of the runs.
 */
export async function withdrawAbandoned(
  tx: Tx,
  runIds: readonly string[],
  { reason, now }: { reason: string; now: Date },
): Promise<void> {
  if (runIds.length === 0) return;
  const rows = await tx.query<{ id: string }>(
    `SELECT a.id FROM approval a WHERE a."runId" = ANY($1::uuid[]) AND a.state = 'open' AND NOT EXISTS (
       SELECT 1 FROM run_position p WHERE p.id = a."positionId" AND p."stepId" = a."stepId" AND p.visit = a.visit) ORDER BY a.id FOR UPDATE`,
    [runIds],
  );
  const approvals = await readApprovals(
    tx,
    rows.map(({ id }) => id),
  );
  for (const stored of approvals) {
    const after = { ...stored, reason, standing: endApproval(stored.standing, 'recalled', now.toISOString()) };
    await saveApproval(tx, after);
    await announceApproval(tx, after, endHappenings(after), { actor: systemActor, cause: [], now });
  }
}
