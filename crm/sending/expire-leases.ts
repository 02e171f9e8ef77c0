import type { Database } from '../database.ts';
import { countSends } from './count-sends.ts';
import type { LedgerChannel } from './message-row.ts';

/**
 * Marks hand-overs whose lease ended without a report `unknown`: they may have arrived, and are not sent again. Their
 * runs may be taken at once. Of many processes that ask, each expired lease is ended by one.
 * @returns ids of the messages that are unknown now
 */
export function expireLeases(db: Database, now: Date): Promise<string[]> {
  return db.transaction(async (tx) => {
    const expired = await tx.query<{ id: string; runId: string | null }>(
      `SELECT "messageId" AS id, "runId" FROM hand_off WHERE "leaseUntil" < $1 LIMIT 1000`,
      [now],
    );
    if (expired.length === 0) return [];
    const runs = [...new Set(expired.flatMap(({ runId }) => runId ?? []))];
    await tx.query('SELECT id FROM run WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [runs]);
    const ended = await tx.query<{ id: string; channel: LedgerChannel }>(
      `WITH over AS (DELETE FROM hand_off WHERE "messageId" = ANY($1::uuid[]) AND "leaseUntil" < $2)
       UPDATE message SET state = 'unknown', reason = 'lease-expired', "leaseUntil" = NULL
       WHERE id IN (SELECT id FROM message WHERE id = ANY($1::uuid[]) AND state = 'handing-off' AND "leaseUntil" < $2 ORDER BY id FOR UPDATE)
       RETURNING id, channel`,
      [expired.map(({ id }) => id), now],
    );
    await countSends(
      tx,
      ended.map(({ channel }) => ({ channel, outcome: 'unknown' })),
    );
    return ended.map(({ id }) => id);
  });
}
