import type { Database, Tx } from '../../crm/database.ts';

/**
 * How many rows of some tables a piece of work reads, in a transaction of its own, with statements planned as a worker plans
 * them. What the connection has not reported of earlier work is left out.
 */
export function rowsLookedAt(
  db: Database,
  tables: readonly string[],
  work: (tx: Tx) => Promise<unknown>,
): Promise<number> {
  return db.transaction(async (tx) => {
    const seen = async () => {
      const [row] = await tx.query<{ n: number }>(
        `SELECT sum(seq_tup_read + idx_tup_fetch) AS n FROM pg_stat_xact_user_tables WHERE relname = ANY($1::text[]) AND schemaname = 'public'`,
        [tables],
      );
      return row?.n ?? 0;
    };
    await tx.query('SET LOCAL plan_cache_mode = force_generic_plan');
    const before = await seen();
    await work(tx);
    return (await seen()) - before;
  });
}
