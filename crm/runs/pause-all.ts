import type { Queryable, Tx } from '../database.ts';

const key = 'paused';

/** Whether everything is paused: no leg begins, and no message is handed over. */
export async function isAllPaused(db: Queryable): Promise<boolean> {
  return (await db.query(`SELECT 1 FROM setting WHERE key = $1 AND value = 'true'`, [key])).length > 0;
}

/**
 * Pauses everything, or lets it go on. Carriers that looked meanwhile have forgotten when their runs are due: they are
 * asked to look again. Call `notifyCarriers` after the commit.
 */
export async function pauseAll(tx: Tx, paused: boolean): Promise<void> {
  await tx.query(
    `INSERT INTO setting (key, value, "updatedAt") VALUES ($1, $2::jsonb, now())
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, "updatedAt" = now()`,
    [key, JSON.stringify(paused)],
  );
  if (paused) return;
  await tx.query(`
    UPDATE carrier SET "pokedAt" = now() WHERE id IN (
      SELECT c.id FROM carrier c WHERE c."pokedAt" IS NULL
        AND EXISTS (SELECT 1 FROM run r WHERE r."carrierId" = c.id AND r."endedAt" IS NULL AND r."dueAt" IS NOT NULL)
      ORDER BY c.id FOR UPDATE)`);
}
