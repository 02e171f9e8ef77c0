import type { JsonObject } from '../../domain/json.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { assignCarriers } from './carriers.ts';
import type { EnrollRequest } from './enroll.ts';

export type NewRun = {
  readonly runId: string;
  readonly enrollmentId: string | null;
  readonly key: string | null;
  readonly request: EnrollRequest;
};

/** Makes runs at the first step of their version, with their carriers. @returns the carrier of each run */
export async function insertRuns(
  tx: Tx,
  runs: readonly NewRun[],
  { now, queue, script = null }: { now: Date; queue: 'interactive' | 'bulk'; script?: JsonObject | null },
): Promise<Map<string, string>> {
  if (runs.length === 0) return new Map();
  const seats = await assignCarriers(
    tx,
    runs.map(({ request }) => request.version.versionId),
    queue,
  );
  const rows = runs.map((run, n) => rowOf(run, seats[n]));
  await tx.query(
    `
    WITH r AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, "workflowId" uuid, "workflowKey" text, "versionId" uuid, version int,
      "carrierId" uuid, "enrollmentId" uuid, "subjectType" text, "subjectId" uuid, "concurrencyKey" text, vars jsonb, origin jsonb, cause jsonb,
      "parentRunId" uuid, "parentKey" text, "positionId" uuid, start text)),
    runs AS (
      INSERT INTO run (id, "workflowId", "workflowKey", "versionId", version, "carrierId", "enrollmentId", "subjectType", "subjectId", state,
        "concurrencyKey", vars, origin, cause, "parentRunId", "parentKey", "startedAt", "dueAt", script)
      SELECT id, "workflowId", "workflowKey", "versionId", version, "carrierId", "enrollmentId", "subjectType", "subjectId", 'running',
        "concurrencyKey", vars, origin, cause, "parentRunId", "parentKey", $2, $2, $3::jsonb FROM r RETURNING id),
    seats AS (UPDATE carrier c SET active = c.active + s.n FROM (SELECT "carrierId", count(*)::int AS n FROM r GROUP BY 1) s
      WHERE c.id = s."carrierId" AND c.id = ANY($4::uuid[]))
    INSERT INTO run_position (id, "runId", "stepId", visit, state, since, snapshot)
    SELECT "positionId", id, start, 1, 'ready', $2, pg_current_snapshot()::text FROM r`,
    [
      JSON.stringify(rows),
      now,
      script === null ? null : JSON.stringify(script),
      [...new Set(rows.map(({ carrierId }) => carrierId))],
    ],
  );
  return new Map(rows.map(({ id, carrierId }) => [id, carrierId ?? '']));
}

function rowOf({ runId, enrollmentId, key, request }: NewRun, carrierId: string | undefined) {
  const { version, subject, origin, chain, parent } = request;
  const { variables, start } = version.definition;
  return {
    id: runId,
    workflowId: version.workflowId,
    workflowKey: version.key,
    versionId: version.versionId,
    version: version.version,
    carrierId,
    enrollmentId,
    subjectType: subject.type,
    subjectId: subject.id,
    concurrencyKey: key,
    vars: { ...variables, ...origin.input },
    origin,
    cause: chain,
    parentRunId: parent?.runId ?? null,
    parentKey: parent?.key ?? null,
    positionId: newId(),
    start,
  };
}
