import type { JsonObject } from '../../domain/json.ts';
import type { Queryable, Tx } from '../database.ts';
import { lockWaitKeys, resolveWaits } from './wake.ts';

export type Children = { readonly ids: readonly string[]; readonly mode: 'all' | 'any' };

/** How the runs that a step started stand, and whether its wait is over. */
export async function childrenStates(
  db: Queryable,
  { ids, mode }: Children,
): Promise<{ done: boolean; states: JsonObject }> {
  const rows = await db.query<{ id: string; state: string; ended: boolean }>(
    'SELECT id, state, "endedAt" IS NOT NULL AS ended FROM run WHERE id = ANY($1::uuid[])',
    [ids],
  );
  const ended = rows.filter((row) => row.ended);
  const missing = ids.length - rows.length;
  const done = mode === 'all' ? ended.length + missing >= ids.length : ended.length > 0 || rows.length === 0;
  return { done, states: Object.fromEntries(rows.map(({ id, state }) => [id, state])) };
}

/**
 * Wakes the parents of runs that have ended, where that ends their wait. The key of each run is locked, as the registering of
 * waits does, and then the parents: of two children that end at the same time, the second sees the first.
 */
export async function wakeParents(tx: Tx, endedIds: readonly string[], now: Date): Promise<void> {
  if (endedIds.length === 0) return;
  const started = await tx.query<{ id: string }>(
    'SELECT id FROM run WHERE id = ANY($1::uuid[]) AND "parentRunId" IS NOT NULL',
    [endedIds],
  );
  if (started.length === 0) return;
  const keys = started.map(({ id }) => `run:${id}`);
  await lockWaitKeys(tx, keys);
  await tx.query(
    `
    SELECT id FROM run WHERE id IN (SELECT "runId" FROM wait_key WHERE key = ANY($1::text[])) ORDER BY id FOR UPDATE`,
    [keys],
  );
  const waits = await tx.query<{ positionId: string; runId: string; wait: { runs?: Children } }>(
    `
    SELECT p.id AS "positionId", p."runId", p.wait FROM wait_key k JOIN run_position p ON p.id = k."positionId"
    WHERE k.key = ANY($1::text[]) AND p.state = 'waiting' AND p.outcome IS NULL`,
    [keys],
  );
  for (const { positionId, runId, wait } of new Map(waits.map((row) => [row.positionId, row])).values()) {
    if (!wait.runs) continue;
    const { done, states } = await childrenStates(tx, wait.runs);
    if (done)
      await resolveWaits(tx, [{ positionId, runId, outcome: { by: 'runs', at: now.toISOString(), states } }], now);
  }
}
