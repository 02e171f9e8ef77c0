import type { Queryable } from '../database.ts';

/**
 * Messages without a run that may be handed off: planned ones, also those that a crash left behind, and deferred ones
 * whose time has come; oldest first. None while everything is paused.
 */
export async function readDueMessages(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM message
     WHERE "looseSince" IS NOT NULL AND ("dueAt" IS NULL OR "dueAt" <= $1)
       AND NOT EXISTS (SELECT 1 FROM setting WHERE key = 'paused' AND value = 'true')
     ORDER BY "looseSince" LIMIT $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}
