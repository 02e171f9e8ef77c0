import { withdrawAbandoned } from '../approvals/withdraw.ts';
import type { Tx } from '../database.ts';
import { pokeCarriers } from './carriers.ts';
import { wakeParents } from './child-runs.ts';

/** Ends runs at once: their positions, waits and messages not yet handed over go, parents that wait for them wake; what was sent stays. */
export async function cancelRuns(
  tx: Tx,
  ids: readonly string[],
  { now, reason }: { now: Date; reason: string },
): Promise<string[]> {
  if (ids.length === 0) return [];
  const ended = await tx.query<{ id: string; carrierId: string }>(
    `
    UPDATE run SET state = 'cancelled', "endedAt" = $2, "dueAt" = NULL, paused = false, fence = fence + 1, error = NULL WHERE id IN (
      SELECT id FROM run WHERE id = ANY($1::uuid[]) AND "endedAt" IS NULL ORDER BY id FOR UPDATE) RETURNING id, "carrierId"`,
    [ids, now],
  );
  const endedIds = ended.map(({ id }) => id);
  await clearEnded(tx, endedIds, reason);
  await withdrawAbandoned(tx, endedIds, { reason, now });
  await wakeParents(tx, endedIds, now);
  await pokeCarriers(
    tx,
    ended.map(({ carrierId }) => carrierId),
  );
  return endedIds;
}

/** Removes what ended runs leave behind: positions, wait keys, forks, and messages still planned, which become skipped. */
export async function clearEnded(tx: Tx, ids: readonly string[], reason: string): Promise<void> {
  if (ids.length === 0) return;
  await tx.query(
    `
    WITH k AS (DELETE FROM wait_key WHERE "runId" = ANY($1::uuid[])), f AS (DELETE FROM run_fork WHERE "runId" = ANY($1::uuid[])),
      m AS (UPDATE message SET state = 'skipped', reason = $2 WHERE "runId" = ANY($1::uuid[]) AND state IN ('planned', 'deferred')),
      i AS (UPDATE incident SET "resolvedAt" = now(), resolution = $2 WHERE "runId" = ANY($1::uuid[]) AND "resolvedAt" IS NULL)
    DELETE FROM run_position WHERE "runId" = ANY($1::uuid[])`,
    [ids, reason],
  );
}
