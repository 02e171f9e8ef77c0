import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { liveVersionByKey } from '../workflows/live-version.ts';
import type { VersionCache } from '../workflows/versions.ts';
import { insertRuns } from './insert-runs.ts';
import type { Cause, RunOrigin, RunRow } from './run-row.ts';
import { lockWaitKeys } from './wake.ts';

type Queued = {
  id: string;
  workflowKey: string;
  triggerId: string;
  cause: string;
  subjectType: string;
  subjectId: string;
  payload: { key: string; origin: RunOrigin; chain: Cause; parent: { runId: string; key: string } | null };
};

/** The lock under which matches for the same key, or else the same record, are decided. */
const enrollmentLock = ({ workflowId, concurrencyKey, data }: RunRow) =>
  concurrencyKey === null ? `enroll:${workflowId}:${data.subject.id}` : `enroll:${workflowId}:key:${concurrencyKey}`;

/** Starts, for each run that has ended, the oldest match that was queued behind it. */
export async function releaseQueued(
  tx: Tx,
  ended: readonly RunRow[],
  { versions, now }: { versions: VersionCache; now: Date },
): Promise<void> {
  const known = await versions.get(
    tx,
    ended.map(({ versionId }) => versionId),
  );
  const behind = ended.filter(
    ({ versionId }) => known.get(versionId)?.definition.enrollment.concurrency.mode === 'queue',
  );
  // A match that is being queued right now is waited for: it has not seen the end of the run.
  await lockWaitKeys(tx, behind.map(enrollmentLock));
  for (const match of await oldestWaiting(tx, ended)) await startQueued(tx, match, { versions, now });
}

/** The oldest match that waits behind each run. */
async function oldestWaiting(tx: Tx, ended: readonly RunRow[]): Promise<Queued[]> {
  if (ended.length === 0) return [];
  const rows = ended.map((row) => ({
    workflowId: row.workflowId,
    workflowKey: row.workflowKey,
    key: row.concurrencyKey ?? row.data.subject.id,
  }));
  return tx.query<Queued>(
    `
    SELECT e.*, q."workflowKey" FROM jsonb_to_recordset($1::jsonb) AS q("workflowId" uuid, "workflowKey" text, key text)
    CROSS JOIN LATERAL (
      SELECT id, "triggerId", cause, "subjectType", "subjectId", payload FROM enrollment
      WHERE "workflowId" = q."workflowId" AND state = 'queued' AND payload->>'key' = q.key ORDER BY "createdAt", id LIMIT 1) e`,
    [JSON.stringify(rows)],
  );
}

/** Starts a match, or refuses it where its workflow is not active any more. */
async function startQueued(
  tx: Tx,
  match: Queued,
  { versions, now }: { versions: VersionCache; now: Date },
): Promise<void> {
  const { id, workflowKey, triggerId, cause, subjectType, subjectId, payload } = match;
  const live = await liveVersionByKey(tx, versions, workflowKey);
  const [taken] = await tx.query<{ id: string }>(
    `
      UPDATE enrollment SET state = CASE WHEN $2 THEN 'started' ELSE 'refused' END, reason = CASE WHEN $2 THEN NULL ELSE 'workflow-not-active' END
      WHERE id = $1 AND state = 'queued' RETURNING id`,
    [id, live !== null],
  );
  if (!taken || !live) return;
  const runId = newId();
  const { key, origin, chain, parent } = payload;
  const request = {
    version: live.version,
    triggerId,
    cause,
    origin,
    chain,
    paused: live.paused,
    subject: { type: subjectType as RecordTypeKey, id: subjectId },
    ...(parent ? { parent } : {}),
  };
  await insertRuns(
    tx,
    [{ runId, enrollmentId: id, key: live.version.definition.enrollment.concurrency.key ? key : null, request }],
    { now, queue: 'interactive' },
  );
  await tx.query('UPDATE enrollment SET "runId" = $2, payload = NULL WHERE id = $1', [id, runId]);
}
