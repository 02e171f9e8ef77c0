import type { LegDefinition } from './leg-definition.ts';
import type { Position, RunData } from './state.ts';
import { abandon, arrive, beginWork, endRun, endWork, leave, remember, update, type Work } from './transition.ts';

export type OperateContext = { readonly definition: LegDefinition; readonly now: string; readonly newId: () => string };

/** Ends a run that its exit or goal has met; with `then` it goes on at that step instead. */
export function exitRun(
  run: RunData,
  context: OperateContext,
  met: { kind: 'exited' | 'goal'; then?: string | undefined },
): RunData {
  const work = beginWork(run, context);
  if (met.then === undefined) endRun(work, met.kind);
  else replaceAll(work, met.then);
  return endWork(run, work);
}

/** A run as its positions say it stands: what a pause left behind. */
export function resumeRun(run: RunData, context: OperateContext): RunData {
  return endWork(run, beginWork(run, context));
}

/** Lets every stopped position try again from the step it stopped at; what was done before is not redone. */
export function retryRun(run: RunData, context: OperateContext): RunData {
  const work = beginWork(run, context);
  for (const position of stopped(work))
    update(work, { ...position, state: 'ready', attempt: 0, error: null, dueAt: null });
  return endWork(run, work);
}

/** Leaves the stopped positions (or, where none is, the waiting ones) by an outlet without doing the step. */
export function skipStep(run: RunData, context: OperateContext, outlet?: string): RunData {
  const work = beginWork(run, context);
  const targets = stopped(work).length > 0 ? stopped(work) : work.positions;
  for (const position of targets) {
    const { next = {}, outlets = [] } = context.definition.steps.get(position.stepId) ?? {};
    const isDone = outlets.some(({ id }) => id === 'done');
    const taken = outlet ?? (isDone ? 'done' : (Object.keys(next)[0] ?? 'done'));
    remember(work, position, { outlet: taken });
    leave(work, position, next[taken] ?? null);
  }
  return endWork(run, work);
}

/** Puts the run at a step, in place of everything it stood at. */
export function jumpTo(run: RunData, context: OperateContext, stepId: string): RunData {
  const work = beginWork(run, context);
  replaceAll(work, stepId);
  return endWork(run, work);
}

/** Why a run can or cannot be moved to another version. */
export type MigrationVerdict =
  | { readonly verdict: 'safe' }
  | { readonly verdict: 'restarts-step'; readonly steps: readonly string[] }
  | { readonly verdict: 'impossible'; readonly steps: readonly string[] };

/**
 * Moves a run to another version: positions keep their waits where the step is the same there, start their step anew where
 * its settings differ, and are mapped where `map` names another step.
 */
export function migrateRun(
  run: RunData,
  context: OperateContext & { readonly from: LegDefinition },
  map: Readonly<Record<string, string>> = {},
): { verdict: MigrationVerdict; run: RunData } {
  const work = beginWork(run, context);
  const restarted: string[] = [];
  const missing: string[] = [];
  for (const position of work.positions) {
    const target = map[position.stepId] ?? position.stepId;
    const [before, after] = [context.from.steps.get(position.stepId), context.definition.steps.get(target)];
    if (!after) missing.push(position.stepId);
    else if (target === position.stepId && (before?.configHash === after.configHash || position.wait?.kind === 'join'))
      continue;
    else {
      restarted.push(position.stepId);
      update(work, fresh(position, target, work));
    }
  }
  if (missing.length > 0) return { verdict: { verdict: 'impossible', steps: missing }, run };
  const verdict: MigrationVerdict =
    restarted.length > 0 ? { verdict: 'restarts-step', steps: restarted } : { verdict: 'safe' };
  return { verdict, run: endWork(run, work) };
}

function fresh(position: Position, stepId: string, work: Work): Position {
  const visit = (work.memory[stepId]?.visit ?? 0) + 1;
  return {
    ...position,
    stepId,
    visit: stepId === position.stepId ? position.visit : visit,
    state: 'ready',
    dueAt: null,
    wait: null,
    outcome: null,
    progress: [],
    attempt: 0,
    error: null,
  };
}

function replaceAll(work: Work, stepId: string): void {
  abandon(work, work.positions);
  work.forks = [];
  arrive(work, stepId, { forkId: null, branch: null });
}

const stopped = (work: Work) => work.positions.filter((position) => position.state === 'incident');
