import type { JsonObject } from '../../domain/json.ts';
import type { Settled } from '../../domain/steps/effect.ts';
import type { Queryable, Tx } from '../database.ts';
import { lockWaitKeys, resolveWaits } from './wake.ts';

/** Runs that a step started, and enrollments of which each may start one later. */
export type Children = {
  readonly ids: readonly string[];
  readonly enrollments?: readonly string[];
  readonly mode: 'all' | 'any';
};

/** The keys of a wait for children: their ends, and refusals of what has not started. */
export const childKeys = ({ ids, enrollments = [] }: Children): string[] => [
  ...ids.map((id) => `run:${id}`),
  ...enrollments.map(enrollmentKey),
];

const enrollmentKey = (id: string) => `enrollment:${id}`;

type ChildrenStates = {
  /** Whether the wait is over. What was refused is no run: it holds up nobody, and `any` is not met by it. */
  readonly done: boolean;
  readonly states: JsonObject;
  /** What became of the enrollments that do not wait any more. */
  readonly enrollments: Readonly<Record<string, Settled>>;
};

/** How the runs that a step started stand, and whether its wait is over. */
export async function childrenStates(
  db: Queryable,
  { ids, enrollments = [], mode }: Children,
): Promise<ChildrenStates> {
  const matches = await standingOf(db, enrollments);
  const later = matches.flatMap(({ runId }) => runId ?? []);
  const runs = await db.query<{ id: string; state: string; ended: boolean }>(
    'SELECT id, state, "endedAt" IS NOT NULL AS ended FROM run WHERE id = ANY($1::uuid[])',
    [[...ids, ...later]],
  );
  const open = runs.some(({ ended }) => !ended) || matches.some(({ state }) => state === 'queued' || state === 'held');
  const ended = runs.some((run) => run.ended);
  return {
    done: !open || (mode === 'any' && ended),
    states: Object.fromEntries(runs.map(({ id, state }) => [id, state])),
    enrollments: Object.fromEntries(
      matches
        .filter(({ runId, state }) => runId !== null || state === 'refused')
        .map(({ id, runId, reason }) => [id, { runId, ...(reason === null ? {} : { reason }) }]),
    ),
  };
}

type Standing = { id: string; state: string; runId: string | null; reason: string | null };

async function standingOf(db: Queryable, ids: readonly string[]): Promise<Standing[]> {
  if (ids.length === 0) return [];
  return db.query<Standing>('SELECT id, state, "runId", reason FROM enrollment WHERE id = ANY($1::uuid[])', [ids]);
}

/**
 * Of enrollments that a run has asked for, those queued behind the run itself or behind a run that it was started by: nobody may wait for
 * these, they start when the one who would wait has ended.
 */
export async function queuedBehindAncestors(
  db: Queryable,
  runId: string,
  enrollmentIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (enrollmentIds.length === 0) return new Set();
  const rows = await db.query<{ id: string }>(
    `WITH RECURSIVE up AS (
       SELECT id, "parentRunId", "workflowId", COALESCE("concurrencyKey", "subjectId"::text) AS key FROM run WHERE id = $1
       UNION ALL SELECT r.id, r."parentRunId", r."workflowId", COALESCE(r."concurrencyKey", r."subjectId"::text) FROM up JOIN run r ON r.id = up."parentRunId")
     SELECT e.id FROM enrollment e
     WHERE e.id = ANY($2::uuid[]) AND EXISTS (SELECT 1 FROM up WHERE up."workflowId" = e."workflowId" AND up.key = e.payload->>'key')`,
    [runId, enrollmentIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Wakes the parents of runs that have ended, where that ends their wait. */
export async function wakeParents(tx: Tx, endedIds: readonly string[], now: Date): Promise<void> {
  if (endedIds.length === 0) return;
  const started = await tx.query<{ id: string; enrollmentId: string | null }>(
    'SELECT id, "enrollmentId" FROM run WHERE id = ANY($1::uuid[]) AND "parentRunId" IS NOT NULL',
    [endedIds],
  );
  const keys = started.flatMap(({ id, enrollmentId }) => [
    `run:${id}`,
    ...(enrollmentId === null ? [] : [enrollmentKey(enrollmentId)]),
  ]);
  await wakeWaiting(tx, keys, now);
}

/** Wakes those who wait for runs of enrollments that were refused in the end, where that ends their wait. */
export async function wakeParentsOfRefused(tx: Tx, enrollmentIds: readonly string[], now: Date): Promise<void> {
  await wakeWaiting(tx, enrollmentIds.map(enrollmentKey), now);
}

/**
 * The keys are locked, as the registering of waits does, and then the parents: of two children that end at the same time, the
 * second sees the first.
 */
async function wakeWaiting(tx: Tx, keys: readonly string[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  await lockWaitKeys(tx, keys);
  await tx.query(
    `
    SELECT id FROM run WHERE id IN (SELECT "runId" FROM wait_key WHERE key = ANY($1::text[])) ORDER BY id FOR UPDATE`,
    [keys],
  );
  const waits = await tx.query<{ positionId: string; runId: string; wait: { runs?: Children } }>(
    `
    SELECT p.id AS "positionId", p."runId", p.wait FROM wait_key k JOIN run_position p ON p.id = k."positionId"
    WHERE k.key = ANY($1::text[]) AND p.state = 'waiting' AND p.outcome IS NULL`,
    [keys],
  );
  for (const { positionId, runId, wait } of new Map(waits.map((row) => [row.positionId, row])).values()) {
    if (!wait.runs) continue;
    const { done, ...stand } = await childrenStates(tx, wait.runs);
    if (done)
      await resolveWaits(tx, [{ positionId, runId, outcome: { by: 'runs', at: now.toISOString(), ...stand } }], now);
  }
}
