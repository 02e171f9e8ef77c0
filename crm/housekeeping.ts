import type { Database } from './database.ts';
import { forgetOldEntries } from './stream/announce.ts';

/** Answers for an `Idempotency-Key` are kept for so long. */
const answersForHours = 48;

/** Forgets what has served its time: old entries of live updates, kept answers, ended sessions. Any worker, now and then. */
export async function forgetOld(db: Database): Promise<void> {
  await forgetOldEntries(db);
  await db.query(`DELETE FROM idempotency_key WHERE "createdAt" < now() - interval '${answersForHours} hours'`);
  await db.query('DELETE FROM session WHERE "expiresAt" < now()');
}
