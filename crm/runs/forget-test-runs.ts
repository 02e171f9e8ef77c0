import { recordTypeKeys, recordTypes } from '../../domain/records/record-types.ts';
import type { Database, Tx } from '../database.ts';
import { cancelRuns } from './cancel-runs.ts';
import { lockSandbox } from './sync-sandbox.ts';

/** Test runs are kept for so long. */
const keptMs = 7 * 24 * 3_600_000;
/** Runs, and rows of one table, that one call removes at most. */
const mostRuns = 200;
const mostRows = 5_000;

/**
 * Removes test runs that are older than seven days from the sandbox, with what they made and the copies they were made on; those
 * that still wait then are ended first. Takes a bounded number each time. Any worker, now and then.
 * @returns how many runs were removed
 */
export async function forgetTestRuns(sandbox: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptMs);
  return sandbox.transaction(async (tx) => {
    // A test run that begins meanwhile would find its version or its copies gone.
    await lockSandbox(tx);
    const open = await tx.query<{ id: string }>(
      'SELECT id FROM run WHERE "createdAt" < $1 AND "endedAt" IS NULL ORDER BY id LIMIT $2',
      [before, mostRuns],
    );
    await cancelRuns(
      tx,
      open.map(({ id }) => id),
      { now, reason: 'test-limit' },
    );
    const removed = await removeRuns(tx, before);
    await removeLeftovers(tx, before);
    return removed;
  });
}

async function removeRuns(tx: Tx, before: Date): Promise<number> {
  const runs = await tx.query<{ id: string }>(
    'SELECT id FROM run WHERE "createdAt" < $1 AND "endedAt" IS NOT NULL ORDER BY id LIMIT $2',
    [before, mostRuns],
  );
  if (runs.length === 0) return 0;
  await tx.query(
    `WITH gone AS (SELECT unnest($1::uuid[]) AS id),
       k AS (DELETE FROM wait_key USING gone WHERE "runId" = gone.id), f AS (DELETE FROM run_fork USING gone WHERE "runId" = gone.id),
       p AS (DELETE FROM run_position USING gone WHERE "runId" = gone.id), s AS (DELETE FROM run_step USING gone WHERE "runId" = gone.id),
       q AS (DELETE FROM approval_slot WHERE "approvalId" IN (SELECT a.id FROM approval a JOIN gone ON a."runId" = gone.id)),
       a AS (DELETE FROM approval USING gone WHERE "runId" = gone.id),
       i AS (DELETE FROM incident USING gone WHERE "runId" = gone.id),
       e AS (DELETE FROM message_event WHERE "messageId" IN (SELECT m.id FROM message m JOIN gone ON m."runId" = gone.id)),
       m AS (DELETE FROM message USING gone WHERE "runId" = gone.id)
     DELETE FROM run USING gone WHERE run.id = gone.id`,
    [runs.map(({ id }) => id)],
  );
  return runs.length;
}

/** Tables of the sandbox by the column that tells when a row was made: an id of version 7. */
const dated: readonly { readonly table: string; readonly id: string; readonly only?: string }[] = [
  ...recordTypeKeys.map((type) => ({ table: recordTypes[type].table, id: 'id' })),
  { table: 'event_link', id: 'eventId' },
  { table: 'event_key', id: 'eventId' },
  { table: 'event', id: 'id' },
  { table: 'audit_entry', id: 'id' },
  { table: 'lead_conversion', id: 'leadId' },
  {
    table: 'workflow_version',
    id: 'id',
    only: 'NOT EXISTS (SELECT 1 FROM run r WHERE r."versionId" = t.id)',
  },
  {
    table: 'carrier',
    id: 'id',
    only: 't."closedAt" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run r WHERE r."carrierId" = t.id)',
  },
];

/** Before a run its copies are made, in the same transaction: how much earlier at most, in ms. */
const slack = 3_600_000;

/** What was made before the oldest run that is left is nobody's any more; nor is what was said by addresses of nobody. */
async function removeLeftovers(tx: Tx, before: Date): Promise<void> {
  const [oldest] = await tx.query<{ at: Date | null }>('SELECT min("createdAt") AS at FROM run');
  const bound = Math.min(before.getTime(), (oldest?.at ?? before).getTime() - slack);
  const time = bound.toString(16).padStart(12, '0');
  const firstId = `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
  for (const { table, id, only = 'true' } of dated) {
    await tx.query(
      `DELETE FROM "${table}" WHERE ctid IN (SELECT t.ctid FROM "${table}" t WHERE t."${id}" < $1::uuid AND ${only} LIMIT ${mostRows})`,
      [firstId],
    );
  }
  for (const table of ['consent', 'suppression']) {
    await tx.query(
      `DELETE FROM ${table} c WHERE NOT EXISTS (SELECT 1 FROM lead WHERE lower(email) = c.address OR phone = c.address)
         AND NOT EXISTS (SELECT 1 FROM contact WHERE lower(email) = c.address OR phone = c.address)`,
    );
  }
}
