import { isEnded, type RunData } from '../../domain/run/state.ts';
import type { Tx } from '../../crm/database.ts';
import { createRecordCache } from '../../crm/lookup/record-cache.ts';
import { clearEnded } from '../../crm/runs/cancel-runs.ts';
import { wakeParents } from '../../crm/runs/child-runs.ts';
import { raiseIncidents } from '../../crm/runs/incidents.ts';
import { releaseQueued } from '../../crm/runs/release-queued.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import { saveRuns } from '../../crm/runs/save-runs.ts';
import type { EngineDeps } from '../engine.ts';
import { driveLegs } from './drive-legs.ts';
import { leaveByExit } from './exit-and-goal.ts';
import type { FinishedLeg, LegContext, LegRun } from './leg-run.ts';
import { answerPending, type PendingMessages } from './pending-messages.ts';
import { loadRuleData } from './rule-data.ts';

export type Delivering = { readonly messageId: string; readonly runId: string; readonly fence: number };

/**
 * One leg of many runs in one transaction. Runs whose fence has risen since they were claimed are left out; what the others
 * do, and that they did it, commits together.
 * @returns the messages to deliver after the commit
 */
export async function legTransaction(tx: Tx, deps: EngineDeps, { rows, now }: { rows: readonly RunRow[]; now: Date }): Promise<Delivering[]> {
  const { held, snapshot } = await lockByFence(tx, rows);
  if (held.length === 0) return [];
  const context: LegContext = {
    tx, deps, now, snapshot, cache: createRecordCache(tx), waitKeys: new Map(), deliveries: [],
  };
  const pending = await answerPending(tx, held, now);
  const runs = await legRuns(deps, tx, pending);
  await loadRuleData(context.cache, runs);
  const left = await leaveByExit(runs, context);
  const finished = [...left.finished, ...(await driveLegs(left.staying, context))];
  await save(finished, context, pending);
  const leaving = finished.filter(({ after }) => isEnded(after.state)).map(({ after }) => after.id);
  return [...context.deliveries, ...pending.due].filter(({ runId }) => !leaving.includes(runId));
}

async function lockByFence(tx: Tx, rows: readonly RunRow[]): Promise<{ held: RunRow[]; snapshot: string }> {
  const locked = await tx.query<{ id: string; snapshot: string }>(`
    SELECT r.id, pg_current_snapshot()::text AS snapshot FROM run r JOIN unnest($1::uuid[], $2::bigint[]) AS c(id, fence) ON c.id = r.id AND c.fence = r.fence
    WHERE r."endedAt" IS NULL AND NOT r.paused ORDER BY r.id FOR UPDATE OF r`, [rows.map(({ data }) => data.id), rows.map(({ fence }) => fence)]);
  const ids = new Set(locked.map(({ id }) => id));
  return { held: rows.filter(({ data }) => ids.has(data.id)), snapshot: locked[0]?.snapshot ?? '' };
}

async function legRuns(deps: EngineDeps, tx: Tx, { rows }: PendingMessages): Promise<LegRun[]> {
  const versions = await deps.versions.get(tx, rows.map(({ versionId }) => versionId));
  return rows.flatMap((row) => {
    const version = versions.get(row.versionId);
    return version ? [{ row, definition: version.definition }] : [];
  });
}

async function save(finished: readonly FinishedLeg[], context: LegContext, pending: PendingMessages): Promise<void> {
  const { tx, now, snapshot, waitKeys } = context;
  await saveRuns(tx, finished.map(({ run, after, records }) => ({
    before: run.row.data, after: settle(after, pending), snapshot, waitKeys,
    records: records.map((record) => ({ ...record, configHash: run.definition.steps.get(record.stepId)?.configHash ?? '' })),
  })), now);
  const ended = finished.filter(({ after }) => isEnded(after.state));
  await clearEnded(tx, ended.map(({ after }) => after.id), 'run-ended');
  await wakeParents(tx, ended.map(({ after }) => after.id), now);
  await releaseQueued(tx, ended.map(({ run }) => run.row), { versions: context.deps.versions, cache: context.cache, now });
  await raiseIncidents(tx, finished.flatMap(({ run, after }) => (after.state === 'incident' && after.error && run.row.data.state !== 'incident'
    ? [{ kind: 'run', code: after.error.code, message: after.error.message, runId: after.id, stepId: after.error.stepId, workflowKey: run.row.workflowKey }] : [])));
}

/** A run that only waits for a deferred message is due when that is. */
function settle(after: RunData, { dueOf }: PendingMessages): RunData {
  return { ...after, positions: after.positions.map((position) => (position.state === 'sending' ? { ...position, dueAt: dueOf(position) } : position)) };
}
