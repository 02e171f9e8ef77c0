import { openSlots } from '../../domain/approvals/approval.ts';
import type { Database, Tx } from '../database.ts';
import { raiseIncidents } from '../runs/incidents.ts';
import { closeIncidents } from '../runs/standing-incidents.ts';
import type { StoredApproval } from './approval-row.ts';

const code = 'nobody-to-escalate-to';

/** The deadline has passed and nobody is there to escalate to, or too few: a person has to look at it. */
export async function tellStuck(
  tx: Tx,
  { id, runId, stepId, workflowKey, title, standing, names }: StoredApproval,
): Promise<void> {
  const slots = openSlots(standing);
  const asked = new Set(slots.flatMap(({ candidates }) => candidates.map((user) => names[user] ?? user)));
  const who = [...asked].join(', ');
  await raiseIncidents(tx, [
    {
      kind: 'run',
      code,
      message: `Nobody has decided "${title}" in time, and there is nobody to escalate to from ${who}, or too few for its quorum. Reassign it; until then they can still decide.`,
      runId,
      stepId,
      workflowKey,
      details: { about: id, approvalId: id, title, who, slots: slots.map((slot) => slot.id) },
    },
  ]);
}

/** Closes what was told of deadlines once the approval has ended, or everybody who let it pass has decided or is not asked any more. */
export async function closeMended(db: Database, now: Date): Promise<void> {
  const over = await db.query<{ id: string }>(
    `SELECT i.id FROM incident i WHERE i.code = $1 AND i."resolvedAt" IS NULL AND i.details ? 'about' AND NOT EXISTS (
       SELECT 1 FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open'
       WHERE a.id::text = i.details->>'about' AND s.state = 'open' AND i.details->'slots' ? s.id::text)`,
    [code],
  );
  if (over.length === 0) return;
  await db.transaction((tx) =>
    closeIncidents(
      tx,
      over.map(({ id }) => id),
      now,
    ),
  );
}
