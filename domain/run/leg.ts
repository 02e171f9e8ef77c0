import type { Json, JsonObject } from '../json.ts';
import type { Effect } from '../steps/effect.ts';
import { StepFailure } from '../steps/effect.ts';
import type { StepEnd, StepRun } from '../steps/step-type.ts';
import type { LegDefinition, LegStep, RetryPolicy } from './leg-definition.ts';
import type { Answer, KeyedEffect, Position, Progress, RunData, StepError, StepRecord } from './state.ts';
import { isEnded } from './state.ts';
import {
  arrive,
  arriveAtJoin,
  beginWork,
  endRun,
  endWork,
  fork,
  isRunnable,
  leave,
  passableJoin,
  passJoin,
  remember,
  stopForPerson,
  update,
  type Work,
} from './transition.ts';

/** More steps than this in one leg is a definition that runs away. */
export const maxStepsInLeg = 1000;

export type LegInput = {
  readonly definition: LegDefinition;
  readonly run: RunData;
  /** Real time of the leg, or a test run's virtual time; ISO. */
  readonly now: string;
  readonly newId: () => string;
  readonly personKey: string;
};

export type LegResult = { readonly run: RunData; readonly records: readonly StepRecord[] };

type Leg = LegInput & { readonly work: Work; readonly records: StepRecord[] };

/**
 * One leg of a run: everything it does without waiting. Yields effects with their keys, is answered with Answer, returns the
 * run as it stands afterwards and the finished step records. Pure: the same answers give the same result.
 */
export function* runLeg(input: LegInput): Generator<KeyedEffect, LegResult, Answer> {
  const { definition, run, now, newId, personKey } = input;
  const leg: Leg = { definition, run, now, newId, personKey, work: beginWork(run, input), records: [] };
  const { work } = leg;
  for (let steps = 0; !isEnded(work.state); steps += 1) {
    const position = work.positions.find((item) => isRunnable(item, leg.now));
    if (position && steps >= maxStepsInLeg) {
      stopForPerson(work, position, {
        code: 'too-many-steps',
        message: `The run did ${maxStepsInLeg} steps without a wait.`,
        retryable: false,
      });
      continue;
    }
    if (position) yield* runPosition(leg, position);
    else if (!passJoins(leg)) break;
  }
  return { run: endWork(run, work), records: leg.records };
}

/** The first position of a fresh run. */
export function startPosition(input: {
  definition: LegDefinition;
  now: string;
  newId: () => string;
  run: RunData;
}): RunData {
  const work = beginWork(input.run, input);
  arrive(work, input.definition.start, { forkId: null, branch: null });
  return { ...input.run, positions: work.positions };
}

function passJoins(leg: Leg): boolean {
  const passable = passableJoin(leg.work);
  if (!passable) return false;
  const position = passJoin(leg.work, passable);
  const step = position && leg.definition.steps.get(position.stepId);
  if (position && step) take(leg, step, position, { kind: 'outlet', outlet: 'done' });
  return true;
}

function* runPosition(leg: Leg, position: Position): Generator<KeyedEffect, void, Answer> {
  const step = leg.definition.steps.get(position.stepId);
  if (!step) {
    stopForPerson(leg.work, position, {
      code: 'step-missing',
      message: `The version has no step ${position.stepId}.`,
      retryable: false,
    });
    return;
  }
  const progress: Progress[] = [...position.progress];
  const outcome = outcomeOf(position, leg.now);
  if (outcome !== null) progress.push({ value: outcome });
  const active: Position = { ...position, state: 'ready', dueAt: null, wait: null, outcome: null, error: null };
  try {
    const end = yield* drive(leg, step, active, progress);
    if (end) take(leg, step, active, end, progress);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    fail(leg, step, active, { code: error.code, message: error.message, retryable: error.retryable }, progress);
  }
}

/** The answer of a pending effect: what delivery or dispatch left, or that time is up. */
function outcomeOf(position: Position, now: string): Json | null {
  if (position.state === 'ready') return null;
  if (position.outcome !== null) return position.outcome;
  return position.state === 'waiting' && position.dueAt !== null && position.dueAt <= now
    ? { by: 'time', at: position.dueAt }
    : null;
}

/** Replays the step up to where it stood, then goes on. Returns its end, or null when an effect is answered later. */
function* drive(
  leg: Leg,
  step: LegStep,
  position: Position,
  progress: Progress[],
): Generator<KeyedEffect, StepEnd | null, Answer> {
  const running = step.type.execute(step.config, stepRun(leg, step, position));
  let turn = running.next();
  for (const known of progress) {
    if (turn.done) break;
    turn = 'value' in known ? running.next(known.value) : running.throw(failureOf(known.failure));
  }
  while (!turn.done) {
    const effect: Effect = turn.value;
    const { vars, memory } = leg.work;
    const answer: Answer = yield {
      effect,
      positionId: position.id,
      stepId: step.id,
      visit: position.visit,
      ordinal: progress.length,
      vars,
      memory,
    };
    if (answer.kind === 'later') {
      const wait = effect.kind === 'wait' ? effect.wait : null;
      update(leg.work, {
        ...position,
        state: wait ? 'waiting' : 'sending',
        wait,
        dueAt: wait?.dueAt ?? null,
        progress,
      });
      return null;
    }
    // Answers are JSON: they are kept in the position when a later effect has to be waited for.
    progress.push(answer.kind === 'value' ? { value: answer.value as Json } : { failure: answer.error });
    turn = answer.kind === 'value' ? running.next(answer.value) : running.throw(failureOf(answer.error));
  }
  return turn.value;
}

const failureOf = ({ code, message, retryable }: StepError) => new StepFailure(code, message, retryable);

function stepRun(leg: Leg, step: LegStep, position: Position): StepRun {
  const { run, now, personKey, work } = leg;
  const counter = work.memory[position.stepId]?.counter ?? 0;
  return {
    runId: run.id,
    runStartedAt: run.startedAt,
    stepId: position.stepId,
    name: step.name,
    visit: position.visit,
    subject: run.subject,
    personKey,
    counter,
    drawn: Object.keys(step.next),
    now,
  };
}

function take(leg: Leg, step: LegStep, position: Position, end: StepEnd, progress: readonly Progress[] = []): void {
  const { work } = leg;
  switch (end.kind) {
    case 'outlet':
      takeOutlet(leg, step, position, end, progress);
      break;
    case 'fork': {
      record(leg, step, position, { outlet: null }, { branches: end.outlets });
      const branches = end.outlets.map((outlet) => ({ outlet, next: step.next[outlet] ?? null }));
      fork(work, position, branches);
      break;
    }
    case 'join':
      if (arriveAtJoin(work, position, end) === 'passes')
        takeOutlet(leg, step, position, { kind: 'outlet', outlet: 'done' }, []);
      break;
    case 'end':
      record(leg, step, position, { outlet: null });
      endRun(work, 'completed');
      break;
    case 'fail': {
      const { message } = end;
      record(leg, step, position, { outlet: null }, { message });
      endRun(work, 'failed', { code: 'failed-by-step', message, retryable: false, stepId: step.id });
      break;
    }
    case 'incident': {
      const { code, message, detail } = end;
      incident(leg, step, askAgain(position, progress), { code, message, retryable: false }, detail);
      break;
    }
  }
}

type OutletEnd = Extract<StepEnd, { kind: 'outlet' }>;

function takeOutlet(leg: Leg, step: LegStep, position: Position, end: OutletEnd, progress: readonly Progress[]): void {
  const fallback = Object.hasOwn(step.next, end.outlet)
    ? undefined
    : step.outlets.find((outlet) => outlet.id === end.outlet)?.fallback;
  if (fallback === 'incident') {
    const message = typeof end.detail?.message === 'string' ? end.detail.message : `The step ended as ${end.outlet}.`;
    incident(leg, step, askAgain(position, progress), { code: end.outlet, message, retryable: false }, end.detail);
    return;
  }
  if (end.vars) leg.work.vars = { ...leg.work.vars, ...end.vars };
  record(leg, step, position, end, end.detail);
  leave(leg.work, position, step.next[fallback ?? end.outlet] ?? null);
}

/** Without the last answer: a retry asks for it anew, what was done before it is not redone. */
function askAgain(position: Position, progress: readonly Progress[]): Position {
  return { ...position, progress: progress.slice(0, -1) };
}

function record(
  leg: Leg,
  step: LegStep,
  position: Position,
  { outlet, result, counter }: { outlet: string | null; result?: Json; counter?: number },
  detail: JsonObject = {},
): void {
  const { visit, since } = position;
  remember(leg.work, position, {
    outlet,
    ...(result === undefined ? {} : { result }),
    ...(counter === undefined ? {} : { counter }),
  });
  leg.records.push({
    stepId: step.id,
    visit,
    type: step.type.type,
    outlet,
    startedAt: since,
    endedAt: leg.now,
    detail,
    ...(result === undefined ? {} : { result }),
  });
}

/** A failed step: tried again by its policy, else its `error` outlet, else as `onError` says. */
function fail(leg: Leg, step: LegStep, position: Position, error: StepError, progress: readonly Progress[]): void {
  // The last answer led to the failure: another try asks for it anew, what was done before it is not redone.
  const kept = progress.slice(0, -1);
  const attempt = position.attempt + 1;
  const detail = { error: { code: error.code, message: error.message } };
  if (error.retryable && attempt < step.retry.attempts) {
    const dueAt = new Date(Date.parse(leg.now) + retryDelay(step.retry, attempt)).toISOString();
    update(leg.work, { ...position, progress: kept, attempt, dueAt, error });
  } else if (Object.hasOwn(step.next, 'error')) {
    record(leg, step, position, { outlet: 'error' }, detail);
    remember(leg.work, position, { outlet: 'error', error: detail.error });
    leave(leg.work, position, step.next.error ?? null);
  } else if (step.onError === 'continue') {
    takeOutlet(leg, step, position, { kind: 'outlet', outlet: 'done', detail }, []);
  } else {
    incident(leg, step, { ...position, progress: kept, attempt }, error, detail);
  }
}

function incident(leg: Leg, step: LegStep, position: Position, error: StepError, detail: JsonObject = {}): void {
  leg.records.push({
    stepId: step.id,
    visit: position.visit,
    type: step.type.type,
    outlet: null,
    startedAt: position.since,
    endedAt: null,
    detail,
    error,
  });
  stopForPerson(leg.work, position, error);
}

/** Milliseconds until try number `attempt` + 1: doubling from the first to the longest delay. */
export function retryDelay(policy: RetryPolicy, attempt: number): number {
  return Math.min(policy.firstMs * 2 ** (attempt - 1), policy.maxMs);
}
