import type { Tx } from '../../crm/database.ts';
import { createRecordCache } from '../../crm/lookup/record-cache.ts';
import { clearEnded } from '../../crm/runs/cancel-runs.ts';
import { wakeParents } from '../../crm/runs/child-runs.ts';
import { dropMessages, type VisitKey } from '../../crm/runs/drop-messages.ts';
import { raiseIncidents } from '../../crm/runs/incidents.ts';
import { loadRuns } from '../../crm/runs/load-runs.ts';
import { releaseQueued } from '../../crm/runs/release-queued.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import { saveRuns } from '../../crm/runs/save-runs.ts';
import { isEnded, type RunData } from '../../domain/run/state.ts';
import type { EngineDeps } from '../engine.ts';
import type { ClaimedRun } from './claim-runs.ts';
import { driveLegs } from './drive-legs.ts';
import { leaveByExit } from './exit-and-goal.ts';
import type { FinishedLeg, LegContext, LegRun } from './leg-run.ts';
import { answerPending, type PendingMessages } from './pending-messages.ts';
import { loadRuleData } from './rule-data.ts';

export type Delivering = {
  readonly messageId: string;
  readonly runId: string;
  readonly fence: number;
  readonly positionId: string;
};

/**
 * One leg of many runs in one transaction. Runs whose fence has risen since they were claimed are left out; what the others
 * do, and that they did it, commits together.
 * @returns the messages to deliver after the commit
 */
export async function legTransaction(
  tx: Tx,
  deps: EngineDeps,
  { claimed, now }: { claimed: readonly ClaimedRun[]; now: Date },
): Promise<Delivering[]> {
  const { held, snapshot } = await lockByFence(tx, claimed);
  if (held.length === 0) return [];
  const context: LegContext = {
    tx,
    deps,
    now,
    snapshot,
    cache: createRecordCache(tx),
    waitKeys: new Map(),
    deliveries: [],
  };
  const pending = await answerPending(tx, held, now);
  const runs = await legRuns(deps, tx, pending);
  await loadRuleData(context.cache, runs);
  const left = await leaveByExit(runs, context);
  const finished = [...left.finished, ...(await driveLegs(left.staying, context))];
  await save(finished, context, pending);
  return [...context.deliveries, ...pending.due].filter(isAwaited(finished));
}

/** The runs are read after they are locked: what has woken one since it was claimed is seen. */
async function lockByFence(tx: Tx, claimed: readonly ClaimedRun[]): Promise<{ held: RunRow[]; snapshot: string }> {
  const locked = await tx.query<{ id: string; snapshot: string }>(
    `
    SELECT r.id, pg_current_snapshot()::text AS snapshot FROM run r JOIN unnest($1::uuid[], $2::bigint[]) AS c(id, fence) ON c.id = r.id AND c.fence = r.fence
    WHERE r."endedAt" IS NULL AND NOT r.paused ORDER BY r.id FOR UPDATE OF r`,
    [claimed.map(({ id }) => id), claimed.map(({ fence }) => fence)],
  );
  return {
    held: await loadRuns(
      tx,
      locked.map(({ id }) => id),
    ),
    snapshot: locked[0]?.snapshot ?? '',
  };
}

async function legRuns(deps: EngineDeps, tx: Tx, { rows }: PendingMessages): Promise<LegRun[]> {
  const versions = await deps.versions.get(
    tx,
    rows.map(({ versionId }) => versionId),
  );
  return rows.flatMap((row) => {
    const version = versions.get(row.versionId);
    return version ? [{ row, before: row.data, definition: version.definition }] : [];
  });
}

async function save(finished: readonly FinishedLeg[], context: LegContext, pending: PendingMessages): Promise<void> {
  const { tx, now, snapshot, waitKeys } = context;
  await saveRuns(
    tx,
    finished.map(({ run, after, records }) => ({
      before: run.before,
      after: settle(after, pending),
      snapshot,
      waitKeys,
      records: records.map((record) => ({
        ...record,
        configHash: run.definition.steps.get(record.stepId)?.configHash ?? '',
      })),
    })),
    now,
  );
  const ended = finished.filter(({ after }) => isEnded(after.state));
  await dropMessages(
    tx,
    finished.filter(({ after }) => !isEnded(after.state)).flatMap((item) => leftVisits(item, context)),
  );
  await clearEnded(
    tx,
    ended.map(({ after }) => after.id),
    'run-ended',
  );
  await wakeParents(
    tx,
    ended.map(({ after }) => after.id),
    now,
  );
  await releaseQueued(
    tx,
    ended.map(({ run }) => run.row),
    { versions: context.deps.versions, now },
  );
  await raiseIncidents(
    tx,
    finished.flatMap(({ run, after }) =>
      after.positions.flatMap(({ state, error, stepId, id }) => {
        const stood = run.before.positions.some((position) => position.id === id && position.state === 'incident');
        return state !== 'incident' || stood || !error
          ? []
          : [
              {
                kind: 'run' as const,
                code: error.code,
                message: error.message,
                runId: after.id,
                stepId,
                workflowKey: run.row.workflowKey,
              },
            ];
      }),
    ),
  );
}

/** Whether a branch still waits for a message: one of a branch that ended in the same leg never leaves. */
function isAwaited(finished: readonly FinishedLeg[]): (delivery: Delivering) => boolean {
  const sending = new Set(
    finished.flatMap(({ after }) => after.positions.filter(({ state }) => state === 'sending').map(({ id }) => id)),
  );
  return ({ positionId }) => sending.has(positionId);
}

/** Visits whose messages were planned, now or before, and whose branch has ended since. */
function leftVisits({ run, after }: FinishedLeg, { deliveries }: LegContext): VisitKey[] {
  const kept = new Set(after.positions.map(({ id }) => id));
  const runId = after.id;
  const before = run.before.positions
    .filter(({ id, state }) => state === 'sending' && !kept.has(id))
    .map(({ stepId, visit }) => ({ runId, stepId, visit }));
  const now = deliveries
    .filter((delivery) => delivery.runId === runId && !kept.has(delivery.positionId))
    .map(({ stepId, visit }) => ({ runId, stepId, visit }));
  return [...before, ...now];
}

/** A run that only waits for a deferred message is due when that is. */
function settle(after: RunData, { dueOf }: PendingMessages): RunData {
  return {
    ...after,
    positions: after.positions.map((position) =>
      position.state === 'sending' ? { ...position, dueAt: dueOf(position) } : position,
    ),
  };
}
