import type { Database, Tx } from '../database.ts';
import { type Admitting, admitWaiting, type WaitingMatch } from '../runs/admit-waiting.ts';

export type Released = { readonly started: number; readonly refused: number };

/** Matches admitted in one transaction; their runs share carriers. */
const chunk = 500;

/**
 * Admits what workflows held while they were paused and are not paused any more: by their rules as they are now, in the
 * order of the matches. Safe to call from several processes, and again after a crash: the worker does so regularly, so that
 * nothing stays held.
 */
export async function releaseHeld(
  db: Database,
  { workflowId, ...admitting }: Admitting & { workflowId?: string },
): Promise<Released> {
  const total = { started: 0, refused: 0 };
  for (;;) {
    const kinds = await db.transaction((tx) => releaseChunk(tx, workflowId, admitting));
    for (const kind of kinds) {
      if (kind === 'refused') total.refused += 1;
      else if (kind !== 'held') total.started += 1;
    }
    if (kinds.length < chunk) return total;
  }
}

async function releaseChunk(tx: Tx, workflowId: string | undefined, admitting: Admitting) {
  const held = await tx.query<WaitingMatch>(
    `SELECT e.id, w.key AS "workflowKey", e.state, e."triggerId", e.cause, e."subjectType", e."subjectId", e.payload
     FROM enrollment e JOIN workflow w ON w.id = e."workflowId"
     WHERE e.state = 'held' AND w.state <> 'paused' AND ($1::uuid IS NULL OR w.id = $1)
     ORDER BY e."createdAt", e.id LIMIT ${chunk} FOR UPDATE OF e SKIP LOCKED`,
    [workflowId ?? null],
  );
  if (held.length === 0) return [];
  return [...(await admitWaiting(tx, held, admitting)).values()];
}
