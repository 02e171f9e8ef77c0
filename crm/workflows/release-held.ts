import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Database, Tx } from '../database.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { type EnrollRequest, enroll } from '../runs/enroll.ts';
import type { Cause, RunOrigin } from '../runs/run-row.ts';
import { liveVersionByKey } from './live-version.ts';
import type { LiveVersion, VersionCache } from './versions.ts';

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
  const live = await liveVersions(tx, versions, held);
  const cache = createRecordCache(tx);
  await cache.load(held.map(subjectOf));
  const isGone = (item: Held) => cache.record(subjectOf(item)) === null;
  await refuse(
    tx,
    held.filter((item) => !live.has(item.workflowKey)),
    'workflow-not-active',
  );
  await refuse(
    tx,
    held.filter((item) => live.has(item.workflowKey) && isGone(item)),
    'record-gone',
  );
  const requests = held.flatMap((item) => {
    const version = live.get(item.workflowKey);
    return version && !isGone(item) ? [{ item, request: requestOf(item, version) }] : [];
  });
  // A match is admitted by its cause; the held row makes place for the one that says what became of it.
  await tx.query('DELETE FROM enrollment WHERE id = ANY($1::uuid[])', [requests.map(({ item }) => item.id)]);
  const queue = requests.length > 50 ? 'bulk' : 'interactive';
  const results = await enroll(
    tx,
    requests.map(({ request }) => request),
    { cache, now, queue },
  );
  return { taken: held.length, started: results.filter(({ kind }) => kind === 'started' || kind === 'queued').length };
}

async function liveVersions(tx: Tx, versions: VersionCache, held: readonly Held[]): Promise<Map<string, LiveVersion>> {
  const live = new Map<string, LiveVersion>();
  for (const key of new Set(held.map(({ workflowKey }) => workflowKey))) {
    const found = await liveVersionByKey(tx, versions, key);
    if (found && !found.paused) live.set(key, found.version);
  }
  return live;
}

async function refuse(tx: Tx, held: readonly Held[], reason: string): Promise<void> {
  if (held.length === 0) return;
  await tx.query(`UPDATE enrollment SET state = 'refused', reason = $2, payload = NULL WHERE id = ANY($1::uuid[])`, [
    held.map(({ id }) => id),
    reason,
  ]);
}

const subjectOf = ({ subjectType, subjectId }: Held): RecordKey => ({ type: subjectType, id: subjectId });

function requestOf(held: Held, version: LiveVersion): EnrollRequest {
  const { triggerId, cause, payload } = held;
  const { origin, chain, parent } = payload;
  return {
    version,
    triggerId,
    cause,
    origin,
    chain,
    paused: false,
    subject: subjectOf(held),
    ...(parent ? { parent } : {}),
  };
}
