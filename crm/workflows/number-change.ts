import type { Tx } from '../database.ts';

/** Any number that nothing else locks: changes of workflows take their numbers one after the other. */
const numberLock = 7_223_391;

/**
 * Gives a workflow the next number of change, by which dispatchers find what to read again. Numbers are given under a lock
 * that lasts until the commit, so that they become visible in their order and none is passed by.
 */
export async function numberChange(tx: Tx, workflowId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [numberLock]);
  await tx.query(
    `UPDATE workflow SET "changeSeq" = nextval('workflow_change_seq'), "updatedAt" = now() WHERE id = $1`,
    [workflowId],
  );
}
