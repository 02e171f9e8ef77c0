import type { Delivery } from '../activities/delivery.ts';
import type { Database } from '../crm/database.ts';
import { readDueMessages } from '../crm/sending/due-messages.ts';
import { expireLeases } from '../crm/sending/expire-leases.ts';

/** Messages of one round. */
const batchSize = 100;

/**
 * Hands off the messages that no run asked for, as those of runs are: the ledger row is their only claim, so that of
 * two workers one sends. A hand-over that nobody reported in time is unknown, and not sent again.
 * @returns how many left the list; those that are held stay for a later round
 */
export async function deliverDue({
  db,
  delivery,
  clock,
}: {
  db: Database;
  delivery: Delivery;
  clock: () => Date;
}): Promise<number> {
  await expireLeases(db, clock());
  const due = await readDueMessages(db, clock(), batchSize);
  if (due.length === 0) return 0;
  const results = await delivery.deliver(due.map((messageId) => ({ messageId, runId: null, fence: 0 })));
  return results.filter(({ kind }) => kind !== 'held').length;
}
