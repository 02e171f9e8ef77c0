import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Database, Tx } from '../database.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { type EnrollRequest, enroll } from '../runs/enroll.ts';
import type { Cause, RunOrigin } from '../runs/run-row.ts';
import { liveVersionByKey } from './live-version.ts';
import type { VersionCache } from './versions.ts';

type Held = {
  id: string;
  workflowKey: string;
  triggerId: string;
  cause: string;
  subjectType: RecordTypeKey;
  subjectId: string;
  payload: { origin: RunOrigin; chain: Cause; parent: { runId: string; key: string } | null };
};

export type Released = { readonly started: number; readonly refused: number };

/** Matches admitted in one transaction; their runs share carriers. */
const chunk = 500;

/**
 * Admits what workflows held while they were paused and are not paused any more: by their rules as they are now, in the
 * order of the matches. What belongs to a workflow that is gone is refused. Safe to call from several processes, and again
 * after a crash: the worker does so regularly, so that nothing stays held.
 */
export async function releaseHeld(
  db: Database,
  { versions, now, workflowId }: { versions: VersionCache; now: Date; workflowId?: string },
): Promise<Released> {
  const total = { started: 0, refused: 0 };
  for (;;) {
    const { taken, started } = await db.transaction((tx) => releaseChunk(tx, { versions, now, workflowId }));
    total.started += started;
    total.refused += taken - started;
    if (taken < chunk) return total;
  }
}

type Chunk = { versions: VersionCache; now: Date; workflowId: string | undefined };

async function releaseChunk(tx: Tx, { versions, now, workflowId }: Chunk): Promise<{ taken: number; started: number }> {
  const held = await tx.query<Held>(
    `SELECT e.id, w.key AS "workflowKey", e."triggerId", e.cause, e."subjectType", e."subjectId", e.payload
     FROM enrollment e JOIN workflow w ON w.id = e."workflowId"
     WHERE e.state = 'held' AND w.state <> 'paused' AND ($1::uuid IS NULL OR w.id = $1)
     ORDER BY e."createdAt", e.id LIMIT ${chunk} FOR UPDATE OF e SKIP LOCKED`,
    [workflowId ?? null],
  );
  const requests: EnrollRequest[] = [];
  const gone: string[] = [];
  for (const item of held) {
    const live = await liveVersionByKey(tx, versions, item.workflowKey);
    if (live && !live.paused) requests.push(requestOf(item, live.version));
    else gone.push(item.id);
  }
  await tx.query(
    `UPDATE enrollment SET state = 'refused', reason = 'workflow-not-active', payload = NULL WHERE id = ANY($1::uuid[])`,
    [gone],
  );
  // A match is admitted by its cause; the held row makes place for the one that says what became of it.
  const kept = held.filter(({ id }) => !gone.includes(id)).map(({ id }) => id);
  await tx.query('DELETE FROM enrollment WHERE id = ANY($1::uuid[])', [kept]);
  const cache = createRecordCache(tx);
  const results = await enroll(tx, requests, { cache, now, queue: requests.length > 50 ? 'bulk' : 'interactive' });
  return { taken: held.length, started: results.filter(({ kind }) => kind === 'started' || kind === 'queued').length };
}

function requestOf(
  { triggerId, cause, subjectType, subjectId, payload }: Held,
  version: EnrollRequest['version'],
): EnrollRequest {
  const { origin, chain, parent } = payload;
  return {
    version,
    triggerId,
    cause,
    origin,
    chain,
    paused: false,
    subject: { type: subjectType, id: subjectId },
    ...(parent ? { parent } : {}),
  };
}
