import { AppError } from '../../domain/errors.ts';
import type { Queryable, Tx } from '../database.ts';
import { readSetting, writeSetting } from '../settings/stored-setting.ts';
import { announce } from '../stream/announce.ts';

const key = 'paused';

const restored =
  'The database was restored from a backup and does not know what was sent since: close the incident that tells of it, and everything goes on.';

/** Whether everything is paused: no leg begins, and no message is handed over. */
export async function isAllPaused(db: Queryable): Promise<boolean> {
  return (await readSetting(db, key)) === true;
}

/** Whether everything is held because the database was restored from a backup. */
export async function isRestored(db: Queryable): Promise<boolean> {
  return (await db.query(`SELECT 1 FROM incident WHERE kind = 'restore' AND "resolvedAt" IS NULL`)).length > 0;
}

/** One at a time: who lets everything go on sees the incident of a restored database that is being raised. */
export async function lockPause(tx: Tx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtext($1))', [key]);
}

/**
 * Pauses everything, or lets it go on; not, while the gap of a restored database is open (409).
 * Carriers that looked meanwhile have forgotten when their runs are due: they are asked to look again, also those that are about to take up a poke. Call `notifyCarriers` after the commit.
 */
export async function pauseAll(tx: Tx, paused: boolean): Promise<void> {
  await lockPause(tx);
  if (!paused && (await isRestored(tx))) throw new AppError('conflict', { detail: restored });
  await writeSetting(tx, key, paused);
  await announce(tx, 'settings', [{ id: 'company', paused }]);
  if (paused) return;
  await tx.query(`
    UPDATE carrier SET "pokedAt" = COALESCE("pokedAt", now()) WHERE id IN (
      SELECT c.id FROM carrier c
      WHERE EXISTS (SELECT 1 FROM run r WHERE r."carrierId" = c.id AND r."endedAt" IS NULL AND r."dueAt" IS NOT NULL)
      ORDER BY c.id FOR NO KEY UPDATE)`);
}
