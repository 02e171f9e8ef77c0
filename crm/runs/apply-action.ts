import type { CompiledDefinition } from '../../domain/definition/compile.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { jumpTo, migrateRun, type OperateContext, resumeRun, retryRun, skipStep } from '../../domain/run/operate.ts';
import { isEnded, type RunData, type StepRecord } from '../../domain/run/state.ts';
import type { LiveVersion } from '../workflows/versions.ts';
import type { RunAction } from './run-action.ts';
import type { RunRow } from './run-row.ts';

/** A run as an action leaves it. `target`: the version it is on from now on. */
export type Applied = {
  readonly kind: 'applied';
  readonly after: RunData;
  readonly paused: boolean;
  readonly target: LiveVersion;
  readonly records: readonly StepRecord[];
  readonly details: JsonObject;
};

export type Refused = { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail: string };

export type ActionContext = {
  readonly version: LiveVersion;
  /** The version that a retry or migration names; null when the workflow has none of that number. */
  readonly target: LiveVersion | null;
  /** A message of the run is being handed over: what it stands at cannot be left now. */
  readonly handingOff: boolean;
  readonly now: string;
  readonly newId: () => string;
};

const refuse = (code: ErrorCode, detail: string): Refused => ({ kind: 'refused', code, detail });

/** What an action makes of a run; nothing is written. Cancelling is done set-based and is only judged here. */
export function applyAction(run: RunRow, action: RunAction, context: ActionContext): Applied | Refused {
  const { data, paused } = run;
  if (isEnded(data.state)) return refuse('run-ended', `The run is ${data.state}.`);
  const { version, target } = context;
  const same = { kind: 'applied', after: data, paused, target: version, records: [], details: {} } as const;
  const operate = { definition: version.definition, now: context.now, newId: context.newId };
  if (action.action === 'pause') return { ...same, paused: true };
  if (action.action === 'cancel') return same;
  if (action.action === 'resume') {
    if (!paused) return refuse('wrong-run-state', `The run is ${data.state}, not paused.`);
    return { ...same, paused: false, after: resumeRun(data, operate) };
  }
  if (context.handingOff)
    return refuse('wrong-run-state', 'A message of the run is being handed over right now. Try again in a moment.');
  if (action.action === 'skip') return skip(run, action.outlet, operate, same);
  if (action.action === 'jump') {
    if (!version.definition.steps.has(action.stepId))
      return refuse('invalid', `Version ${version.version} has no step "${action.stepId}".`);
    const after = jumpTo(data, operate, action.stepId);
    return {
      ...same,
      after,
      records: leftSteps(data, after, operate, { jumpedTo: action.stepId }),
      details: { to: action.stepId },
    };
  }
  if (action.action === 'retry' && (data.state !== 'incident' || paused)) {
    return refuse('wrong-run-state', `The run is ${data.state}; there is nothing to retry.`);
  }
  if (target === null) return refuse('version-not-found', `The workflow has no version ${String(action.version)}.`);
  return migrate(run, action, { ...context, target });
}

type Same = Omit<Applied, 'details'> & { readonly details: JsonObject };

function skip(
  run: RunRow,
  outlet: string | undefined,
  operate: OperateContext & { definition: CompiledDefinition },
  same: Same,
): Applied | Refused {
  const { data } = run;
  const stopped = data.positions.filter(({ state }) => state === 'incident');
  const targets = stopped.length > 0 ? stopped : data.positions;
  const without = targets.find(
    ({ stepId }) =>
      outlet !== undefined && !operate.definition.steps.get(stepId)?.outlets.some(({ id }) => id === outlet),
  );
  if (without) return refuse('invalid', `The step "${without.stepId}" has no outlet "${String(outlet)}".`);
  const after = skipStep(data, operate, outlet);
  const details = { skipped: targets.map(({ stepId }) => ({ stepId, outlet: after.memory[stepId]?.outlet ?? null })) };
  return { ...same, after, records: leftSteps(data, after, operate, { skipped: true }), details };
}

/** Rows of the step ledger for the visits that an operator ended. */
function leftSteps(
  before: RunData,
  after: RunData,
  { definition, now }: OperateContext,
  detail: JsonObject,
): StepRecord[] {
  const kept = new Set(after.positions.map(({ id }) => id));
  return before.positions
    .filter(({ id }) => !kept.has(id))
    .map(({ stepId, visit, since }) => ({
      stepId,
      visit,
      type: definition.steps.get(stepId)?.type.type ?? '',
      outlet: 'skipped' in detail ? (after.memory[stepId]?.outlet ?? null) : null,
      startedAt: since,
      endedAt: now,
      detail,
    }));
}

function migrate(
  run: RunRow,
  action: Extract<RunAction, { action: 'retry' | 'migrate' }>,
  context: ActionContext & { target: LiveVersion },
): Applied | Refused {
  const { version: from, target, now, newId } = context;
  const operate = { definition: target.definition, now, newId };
  const map = action.action === 'migrate' ? action.map : undefined;
  const moved =
    from.versionId === target.versionId && map === undefined
      ? { verdict: { verdict: 'safe' as const }, run: run.data }
      : migrateRun(run.data, { ...operate, from: from.definition }, map);
  const { verdict } = moved;
  const details: JsonObject = { ...verdict, version: target.version };
  const isDry = action.action === 'migrate' && action.dryRun === true;
  if (verdict.verdict === 'impossible' && !isDry) {
    return refuse(
      'conflict',
      `Version ${target.version} has no step ${verdict.steps.join(', ')}. Say in "map" where the run is to stand instead.`,
    );
  }
  const after = action.action === 'retry' ? retryRun(moved.run, operate) : moved.run;
  return { kind: 'applied', after, paused: run.paused, target, records: [], details };
}
