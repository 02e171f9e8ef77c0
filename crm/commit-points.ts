import type { Database } from './database.ts';

/** The moments around the commit of one kind of work: before it nothing has happened, after it nobody has been told. */
export type CommitPoint<Name extends string> = `before-${Name}-commit` | `after-${Name}-commit`;

/**
 * A database with a named point before and one after each commit of a transaction that wrote or locked something: where tests end
 * the process. Without `fault`, which production never gives, it is the database itself.
 */
export function withCommitPoints<Name extends string>(
  db: Database,
  name: Name,
  fault: ((point: NoInfer<CommitPoint<Name>>) => void | Promise<void>) | undefined,
): Database {
  if (fault === undefined) return db;
  return {
    ...db,
    async transaction(work, options) {
      let wrote = false;
      const result = await db.transaction(async (tx) => {
        const made = await work(tx);
        const [row] = await tx.query<{ wrote: boolean }>(
          'SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote',
        );
        wrote = row?.wrote ?? false;
        if (wrote) await fault(`before-${name}-commit`);
        return made;
      }, options);
      if (wrote) await fault(`after-${name}-commit`);
      return result;
    },
  };
}
