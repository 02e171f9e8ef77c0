import type { Json } from '../../domain/json.ts';
import type { Tx } from '../database.ts';
import { pokeCarriers } from './carriers.ts';

/** What ends a wait. */
export type Resolution = { readonly positionId: string; readonly runId: string; readonly outcome: Json };

/** Locks wait keys in sorted order until the transaction ends: dispatch and the registering of waits exclude each other. */
export async function lockWaitKeys(tx: Tx, keys: Iterable<string>): Promise<void> {
  const sorted = [...new Set(keys)].sort();
  if (sorted.length === 0) return;
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended(k, 7)) FROM unnest($1::text[]) AS u(k)', [sorted]);
}

/**
 * Ends waits, each once: a position that no longer waits, or has an outcome already, is left alone. Their runs are due at
 * once and their carriers poked.
 * @returns the runs that were woken
 */
export async function resolveWaits(tx: Tx, resolutions: readonly Resolution[], now: Date): Promise<string[]> {
  if (resolutions.length === 0) return [];
  // Runs before their positions, as legs do.
  await tx.query('SELECT id FROM run WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [
    resolutions.map(({ runId }) => runId),
  ]);
  const woken = await tx.query<{ runId: string }>(
    `
    UPDATE run_position p SET outcome = w.outcome
    FROM jsonb_to_recordset($1::jsonb) AS w("positionId" uuid, outcome jsonb)
    WHERE p.id = w."positionId" AND p.id = ANY($2::uuid[]) AND p.state = 'waiting' AND p.outcome IS NULL
    RETURNING p."runId"`,
    [JSON.stringify(resolutions), resolutions.map(({ positionId }) => positionId)],
  );
  const runIds = [...new Set(woken.map(({ runId }) => runId))];
  await makeDue(tx, runIds, now);
  return runIds;
}

/** Makes runs due now and pokes their carriers. */
export async function makeDue(tx: Tx, runIds: readonly string[], now: Date): Promise<void> {
  if (runIds.length === 0) return;
  const carriers = await tx.query<{ carrierId: string }>(
    `
    UPDATE run SET "dueAt" = LEAST(COALESCE("dueAt", $2), $2) WHERE id = ANY($1::uuid[]) AND "endedAt" IS NULL RETURNING "carrierId"`,
    [runIds, now],
  );
  await pokeCarriers(
    tx,
    carriers.map(({ carrierId }) => carrierId),
  );
}
