import type { Queryable } from '../database.ts';
import type { LedgerChannel } from './message-row.ts';

/** What first came of a message or call: taken, refused for good, or nobody knows. What is learned later changes nothing here. */
export type SendOutcome = 'accepted' | 'rejected' | 'unknown';
export type SendCount = { readonly channel: LedgerChannel; readonly outcome: SendOutcome; readonly count: number };

/** Rows among which those who count at the same time are spread, so that they do not wait for each other. */
const slots = 8;

/** A statement that counts the rows of a relation with the columns `channel` and `outcome`, for use in another statement. */
export const countedFrom = (relation: string) =>
  `INSERT INTO send_count (channel, outcome, slot, count)
   SELECT channel, outcome, pg_backend_pid() % ${slots}, count(*) FROM ${relation} GROUP BY channel, outcome ORDER BY channel, outcome
   ON CONFLICT (channel, outcome, slot) DO UPDATE SET count = send_count.count + excluded.count`;

/** Counts messages whose first outcome is being recorded, in the transaction that does. */
export async function countSends(
  tx: Queryable,
  sends: readonly { readonly channel: LedgerChannel; readonly outcome: SendOutcome }[],
): Promise<void> {
  if (sends.length === 0) return;
  await tx.query(countedFrom('jsonb_to_recordset($1::jsonb) AS s(channel text, outcome text)'), [
    JSON.stringify(sends),
  ]);
}

/** All that were counted since the installation began. */
export function readSendCounts(db: Queryable): Promise<SendCount[]> {
  return db.query<SendCount>(
    'SELECT channel, outcome, sum(count) AS count FROM send_count GROUP BY channel, outcome ORDER BY channel, outcome',
  );
}
