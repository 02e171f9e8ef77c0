import { withdrawAbandoned } from '../../crm/approvals/withdraw.ts';
import type { Tx } from '../../crm/database.ts';
import { createRecordCache } from '../../crm/lookup/record-cache.ts';
import { clearEnded } from '../../crm/runs/cancel-runs.ts';
import { wakeParents } from '../../crm/runs/child-runs.ts';
import { dropMessages, type VisitKey } from '../../crm/runs/drop-messages.ts';
import { type NewIncident, raiseIncidents } from '../../crm/runs/incidents.ts';
import { releaseQueued } from '../../crm/runs/release-queued.ts';
import { dueOf, saveRuns } from '../../crm/runs/save-runs.ts';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import { groupBy } from '../../domain/group-by.ts';
import { isEnded, type RunData } from '../../domain/run/state.ts';
import type { EngineDeps } from '../engine.ts';
import type { Claimed } from './claim-runs.ts';
import { driveLegs } from './drive-legs.ts';
import { leaveByExit } from './exit-and-goal.ts';
import { followProgress } from './follow-progress.ts';
import type { FinishedLeg, LegContext, LegRun } from './leg-run.ts';
import { answerPending, type PendingMessages } from './pending-messages.ts';
import { loadRuleData } from './rule-data.ts';
import { seeOwnEvents } from './sandbox-events.ts';

export type Delivering = {
  readonly messageId: string;
  readonly runId: string;
  readonly fence: number;
  readonly positionId: string;
  readonly row?: MessageRow | undefined;
  /** The run has an exit or a goal, to be looked at once more before the hand-off. */
  readonly stops?: boolean;
};

/** What a committed leg leaves to do: messages to deliver, and whether runs of it are due again. */
export type LegOutcome = { readonly delivering: readonly Delivering[]; readonly again: boolean };

/**
 * One leg of many runs in the transaction that holds them: what they do, and that they did it, commits together, under
 * a fence that no earlier holder has.
 */
export async function legTransaction(
  tx: Tx,
  deps: EngineDeps,
  { claimed, now }: { claimed: Claimed; now: Date },
): Promise<LegOutcome> {
  if (claimed.runs.length === 0) return { delivering: [], again: false };
  const held = claimed.runs.map((row) => ({ ...row, fence: row.fence + 1 }));
  const context: LegContext = {
    tx,
    deps,
    now,
    snapshot: claimed.snapshot,
    cache: createRecordCache(tx),
    waitKeys: new Map(),
    deliveries: [],
  };
  const pending = await answerPending(tx, held, now);
  const runs = await legRuns(deps, tx, pending);
  await loadRuleData(context.cache, runs);
  const left = await leaveByExit(runs, context);
  const driven = [...left.finished, ...(await driveLegs(left.staying, context))];
  const dueOfMessages = dueOfSending(pending, context);
  const legs = driven.map((leg) => ({ ...leg, after: settle(leg.after, dueOfMessages) }));
  await save(legs, context);
  const followed = await followProgress(legs, context);
  if (followed.length > 0) await save(followed, context);
  const finished = lastOf([...legs, ...followed]);
  if (deps.realm === 'test') await seeOwnEvents(tx, held, { versions: deps.versions, now });
  const stopping = new Set(runs.flatMap(({ row, definition }) => (hasStop(definition) ? row.data.id : [])));
  const delivering = [...context.deliveries.filter(mayLeave(now)), ...pending.due]
    .filter(isAwaited(finished))
    .map((delivery) => (stopping.has(delivery.runId) ? { ...delivery, stops: true } : delivery));
  const at = now.toISOString();
  return { delivering, again: delivering.length > 0 || finished.some(({ after }) => isDue(dueOf(after, now), at)) };
}

/** How each run stands in the end. */
const lastOf = (legs: readonly FinishedLeg[]) => [...new Map(legs.map((leg) => [leg.after.id, leg])).values()];

const hasStop = ({ enrollment: { exit, goal } }: LegRun['definition']) => exit !== undefined || goal !== undefined;

const isDue = (dueAt: string | null, now: string) => dueAt !== null && dueAt <= now;

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

async function save(finished: readonly FinishedLeg[], context: LegContext): Promise<void> {
  const { tx, now, snapshot, waitKeys } = context;
  await saveRuns(
    tx,
    finished.map(({ run, after, records }) => ({
      before: run.before,
      after,
      fence: run.row.fence,
      snapshot,
      waitKeys,
      records: records.map((record) => ({
        configHash: run.definition.steps.get(record.stepId)?.configHash ?? '',
        ...record,
      })),
    })),
    now,
  );
  const ended = finished.filter(({ after }) => isEnded(after.state));
  const planned = groupBy(context.deliveries, ({ runId }) => runId);
  await dropMessages(
    tx,
    finished
      .filter(({ after }) => !isEnded(after.state))
      .flatMap((item) => leftVisits(item, planned.get(item.after.id) ?? [])),
  );
  await clearEnded(
    tx,
    ended.map(({ after }) => after.id),
    'run-ended',
  );
  await withdrawAbandoned(
    tx,
    finished.flatMap(({ run, after }) => (asksPeople(run) ? [after.id] : [])),
    { reason: 'left', now },
  );
  await wakeParents(
    tx,
    ended.map(({ after }) => after.id),
    now,
  );
  await releaseQueued(
    tx,
    ended.map(({ run }) => run.row),
    { versions: context.deps.versions, company: context.deps.settings, now },
  );
  await raiseIncidents(tx, finished.flatMap(stops));
}

/** Whether the run stood at a step that asks people. */
function asksPeople({ before, definition }: LegRun): boolean {
  return before.positions.some(({ stepId }) => {
    const type = definition.steps.get(stepId)?.type.type;
    return type === 'approval' || type === 'ask';
  });
}

/** What a leg leaves to a person: its positions that stopped in it. */
function stops({ run, after, records }: FinishedLeg): NewIncident[] {
  const stood = new Set(run.before.positions.flatMap(({ id, state }) => (state === 'incident' ? [id] : [])));
  return after.positions.flatMap(({ id, state, error, stepId, visit }): NewIncident[] => {
    if (state !== 'incident' || stood.has(id) || !error) return [];
    const { detail } = records.find((record) => record.stepId === stepId && record.visit === visit) ?? {};
    const { code, message } = error;
    const { workflowKey } = run.row;
    return [{ kind: 'run', code, message, runId: after.id, stepId, workflowKey, details: { visit, ...detail } }];
  });
}

/** Whether a branch still waits for a message: one of a branch that ended in the same leg never leaves. */
function isAwaited(finished: readonly FinishedLeg[]): (delivery: Delivering) => boolean {
  const sending = new Set(
    finished.flatMap(({ after }) => after.positions.filter(({ state }) => state === 'sending').map(({ id }) => id)),
  );
  return ({ positionId }) => sending.has(positionId);
}

/** What is held until its send window opens is for a later leg. */
const mayLeave =
  (now: Date) =>
  ({ row }: Pick<Delivering, 'row'>) =>
    !row?.dueAt || row.dueAt <= now;

/** Visits whose messages were planned, now or before, and whose branch has ended since. */
function leftVisits({ run, after }: FinishedLeg, planned: LegContext['deliveries']): VisitKey[] {
  const kept = new Set(after.positions.map(({ id }) => id));
  const runId = after.id;
  const before = run.before.positions
    .filter(({ id, state, outcome }) => state === 'sending' && outcome === null && !kept.has(id))
    .map(({ stepId, visit }) => ({ runId, stepId, visit }));
  const now = planned
    .filter(({ positionId }) => !kept.has(positionId))
    .map(({ stepId, visit }) => ({ runId, stepId, visit }));
  return [...before, ...now];
}

/** When a position that waits for messages is due: also one whose message was planned just now and is held. */
function dueOfSending({ dueOf }: PendingMessages, { deliveries, now }: LegContext): PendingMessages['dueOf'] {
  const holds = deliveries.flatMap(({ positionId, row }) =>
    row?.dueAt && row.dueAt > now ? [[positionId, row.dueAt.toISOString()] as const] : [],
  );
  const held = new Map(holds);
  return (position) => held.get(position.id) ?? dueOf(position);
}

/** A run that only waits for a deferred message is due when that is. */
function settle(after: RunData, dueOf: PendingMessages['dueOf']): RunData {
  return {
    ...after,
    positions: after.positions.map((position) =>
      position.state === 'sending' ? { ...position, dueAt: dueOf(position) } : position,
    ),
  };
}
