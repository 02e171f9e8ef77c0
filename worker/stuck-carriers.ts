import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Database } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';
import { carrierWorkflowId } from '../crm/runs/carriers.ts';
import { lateAfterSeconds } from './reconciler.ts';

type Deps = { readonly db: Database; readonly client: Client; readonly log: Logger };
type Limits = {
  /** Seconds without a leg after which Temporal is asked about a carrier. */
  readonly lateAfter?: number;
  /** Ms after which a workflow task that has begun is taken for lost; a living worker is done, or says so, in ten seconds. */
  readonly lostAfter?: number;
};

/** Carriers looked at in one round, and how many at a time. */
const sample = 100;
const width = 10;
const patience = 5000;
/** So many lost workflow tasks Temporal takes for bad luck; for each further one it waits longer, ten minutes in the end. */
const patientAttempts = 3;
/** `PENDING_WORKFLOW_TASK_STATE_STARTED`. */
const started = 2;

/**
 * Ends carriers that Temporal has given up on for minutes: with every worker that is gone in the middle of a carrier's
 * workflow task it waits longer before it hands the next task out. The poke that is outstanding then starts the carrier
 * anew from its rows. Safe at any time: all truth is in the rows, and the fence keeps the old task from writing.
 * @returns how many were ended
 */
export async function endStuckCarriers(
  { db, client, log }: Deps,
  { lateAfter = lateAfterSeconds, lostAfter = 30_000 }: Limits = {},
): Promise<number> {
  // Any of them: where very many wait for busy workers, those that are stuck have their turn all the same.
  const unanswered = await db.query<{ id: string }>(
    `SELECT id FROM carrier WHERE "pokedAt" IS NOT NULL AND "startedAt" < now() - make_interval(secs => $1)
       AND ("legAt" IS NULL OR "legAt" < now() - make_interval(secs => $1)) ORDER BY random() LIMIT ${sample}`,
    [lateAfter],
  );
  const queue = unanswered.map(({ id }) => id);
  const ended: string[] = [];
  const lane = async () => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const of = { id, lostAfter };
      const attempt = await client.withDeadline(Date.now() + patience, () => endIfStuck(client, of));
      if (attempt === null) continue;
      ended.push(id);
      log.warn({ event: 'carrier.stuck', carrierId: id, attempt });
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, queue.length) }, lane));
  if (ended.length > 0) await db.query(`UPDATE carrier SET "pokeSentAt" = NULL WHERE id = ANY($1::uuid[])`, [ended]);
  return ended.length;
}

/** @returns at which attempt its workflow task was lost; null when it is not stuck */
async function endIfStuck(
  client: Client,
  { id, lostAfter }: { id: string; lostAfter: number },
): Promise<number | null> {
  try {
    const { raw, runId } = await client.workflow.getHandle(carrierWorkflowId(id)).describe();
    const { state, attempt, startedTime } = raw.pendingWorkflowTask ?? {};
    if (state !== started || Number(attempt) <= patientAttempts) return null;
    if (Number(startedTime?.seconds) * 1000 > Date.now() - lostAfter) return null;
    await client.workflow
      .getHandle(carrierWorkflowId(id), runId)
      .terminate('Its workers were lost; it begins anew from its rows.');
    return Number(attempt);
  } catch (error) {
    // It has ended by itself: its poke starts it anew.
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
