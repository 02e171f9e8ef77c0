import type { Database } from './database.ts';
import { forgetOldEntries } from './stream/announce.ts';
import { forgetNonMatches } from './workflows/non-matches.ts';

/** Answers for an `Idempotency-Key` are kept for so long. */
const answersForHours = 48;

/**
 * Forgets what has served its time: old entries of live updates, samples of non-matches, kept answers, ended sessions.
 * Any worker, now and then.
 */
export async function forgetOld(db: Database): Promise<void> {
  await forgetOldEntries(db);
  await forgetNonMatches(db);
  await db.query(`DELETE FROM idempotency_key WHERE "createdAt" < now() - interval '${answersForHours} hours'`);
  await db.query('DELETE FROM session WHERE "expiresAt" < now()');
}
