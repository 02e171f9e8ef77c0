import type { Database } from '../../crm/database.ts';

/**
 * Whether somebody in this database waits for a lock that somebody holds; other databases of the server have no say. Asked
 * outside of transactions, in which the answer would stay what it was.
 */
export async function waitsForLock(db: Database): Promise<boolean> {
  const waiting = await db.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return waiting.length > 0;
}
