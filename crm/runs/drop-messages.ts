import type { Tx } from '../database.ts';

/** A visit of a step, as the ledger names it. */
export type VisitKey = { readonly runId: string; readonly stepId: string; readonly visit: number };

/** Skips the messages of visits that are over before they left: they will not be sent. */
export async function dropMessages(tx: Tx, visits: readonly VisitKey[]): Promise<void> {
  if (visits.length === 0) return;
  await tx.query(
    `UPDATE message m SET state = 'skipped', reason = 'superseded', "dueAt" = NULL
     FROM jsonb_to_recordset($1::jsonb) AS l("runId" uuid, "stepId" text, visit int)
     WHERE m."runId" = l."runId" AND m."stepId" = l."stepId" AND m.visit = l.visit AND m.state IN ('planned', 'deferred')
       AND m."runId" = ANY($2::uuid[])`,
    [JSON.stringify(visits), visits.map(({ runId }) => runId)],
  );
}
