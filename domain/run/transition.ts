import type { JsonObject } from '../json.ts';
import type { LegDefinition } from './leg-definition.ts';
import type { Fork, Position, RunData, RunState, StepError, StepMemory } from './state.ts';
import { isEnded } from './state.ts';

/** A run while a leg or an operator changes it: the mutable twin of RunData. Lives within one call. */
export type Work = {
  readonly definition: LegDefinition;
  readonly now: string;
  readonly newId: () => string;
  positions: Position[];
  forks: Fork[];
  memory: Record<string, StepMemory>;
  vars: JsonObject;
  state: RunState;
  error: RunData['error'];
};

/** Opens a run for change. */
export function beginWork(
  run: RunData,
  { definition, now, newId }: { definition: LegDefinition; now: string; newId: () => string },
): Work {
  const { state, error, vars } = run;
  return {
    definition,
    now,
    newId,
    positions: [...run.positions],
    forks: [...run.forks],
    memory: { ...run.memory },
    vars,
    state,
    error,
  };
}

/** Closes it: the run's state follows from where its positions stand. */
export function endWork(run: RunData, work: Work): RunData {
  const state = isEnded(work.state) ? work.state : stateOf(work);
  const ended = isEnded(state);
  return {
    ...run,
    state,
    positions: ended ? [] : work.positions,
    forks: ended ? [] : work.forks.filter((fork) => isAlive(work, fork.id)),
    vars: work.vars,
    memory: work.memory,
    endedAt: ended ? (run.endedAt ?? work.now) : null,
    error: state === 'incident' || state === 'failed' ? work.error : null,
  };
}

function stateOf(work: Work): RunState {
  if (work.positions.length === 0) return 'completed';
  if (work.positions.some((position) => position.state === 'incident')) return 'incident';
  return work.positions.every((position) => isRunnable(position, work.now)) ? 'running' : 'waiting';
}

/** Whether a leg at this time has something to do at the position. */
export function isRunnable(position: Position, now: string): boolean {
  if (position.state === 'incident') return false;
  if (position.state === 'ready') return position.dueAt === null || position.dueAt <= now;
  return (
    position.outcome !== null || (position.state === 'waiting' && position.dueAt !== null && position.dueAt <= now)
  );
}

/** Puts a new position at a step. Its visit is one more than any before, also of branches under way. */
export function arrive(
  work: Work,
  stepId: string,
  { forkId, branch }: { forkId: string | null; branch: string | null },
): Position {
  const under = work.positions.filter((position) => position.stepId === stepId).map((position) => position.visit);
  const position: Position = {
    id: work.newId(),
    stepId,
    visit: Math.max(work.memory[stepId]?.visit ?? 0, ...under) + 1,
    forkId,
    branch,
    state: 'ready',
    since: work.now,
    dueAt: null,
    attempt: 0,
    progress: [],
    wait: null,
    outcome: null,
    error: null,
  };
  work.positions.push(position);
  return position;
}

/** Notes a visit of a step that ends or is left, with what rules see of it: no later visit has its number again. */
export function remember(
  work: Work,
  { stepId, visit }: Pick<Position, 'stepId' | 'visit'>,
  { outlet, result, error, counter }: Omit<StepMemory, 'visit'>,
): void {
  const seen: StepMemory = {
    outlet,
    visit: Math.max(visit, work.memory[stepId]?.visit ?? 0),
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error }),
    ...(counter === undefined ? {} : { counter }),
  };
  work.memory = { ...work.memory, [stepId]: seen };
}

/** Drops positions that have not ended their step: their visits count all the same. */
export function abandon(work: Work, positions: readonly Position[]): void {
  for (const position of positions) remember(work, position, work.memory[position.stepId] ?? { outlet: null });
  work.positions = work.positions.filter((position) => !positions.includes(position));
}

/** Replaces a position by its changed form. */
export function update(work: Work, changed: Position): void {
  work.positions = work.positions.map((position) => (position.id === changed.id ? changed : position));
}

function remove(work: Work, id: string): void {
  work.positions = work.positions.filter((position) => position.id !== id);
}

/** Leaves a step: on to the next one, or the branch ends. */
export function leave(work: Work, position: Position, next: string | null): void {
  remove(work, position.id);
  if (next !== null) arrive(work, next, position);
}

/** Splits a position into one branch for each outlet that leads somewhere. */
export function fork(
  work: Work,
  position: Position,
  branches: readonly { outlet: string; next: string | null }[],
): void {
  const id = work.newId();
  const { stepId, visit } = position;
  work.forks.push({ id, parentId: position.forkId, branch: position.branch, stepId, visit, arrived: 0, joined: false });
  remove(work, position.id);
  for (const { outlet, next } of branches) if (next !== null) arrive(work, next, { forkId: id, branch: outlet });
}

/** A branch comes to a join: it waits there, as the first of its fork, or ends in the one that waits already. */
export function arriveAtJoin(
  work: Work,
  position: Position,
  join: { mode: 'all' | 'any' | number; cancelRest: boolean },
): 'passes' | 'waits' | 'ends' {
  const fork_ = forkOf(work, position);
  if (!fork_) return 'passes';
  if (fork_.joined) {
    remove(work, position.id);
    return 'ends';
  }
  work.forks = work.forks.map((item) => (item.id === fork_.id ? { ...item, arrived: item.arrived + 1 } : item));
  const waiting = work.positions.some(
    (other) => other.id !== position.id && isAtJoin(other, position.stepId, fork_.id),
  );
  if (waiting) {
    remove(work, position.id);
    return 'ends';
  }
  update(work, { ...position, state: 'waiting', dueAt: null, progress: [], wait: { kind: 'join', join } });
  return 'waits';
}

/** The join that may let its fork pass now, if any: enough branches have come, or none is left that could. */
export function passableJoin(work: Work): { position: Position; fork: Fork } | null {
  for (const position of work.positions) {
    const join = position.wait?.kind === 'join' ? position.wait.join : undefined;
    const fork_ = join && forkOf(work, position);
    if (!join || !fork_) continue;
    const needed = join.mode === 'any' ? 1 : join.mode;
    if (needed !== 'all' && fork_.arrived >= needed) return { position, fork: fork_ };
    const coming = work.positions.some(
      (other) =>
        other.id !== position.id &&
        isInside(work, other.forkId, fork_.id) &&
        work.definition.reaches(other.stepId, position.stepId),
    );
    if (!coming) return { position, fork: fork_ };
  }
  return null;
}

/**
 * Lets a fork pass its join. The position stands in the parent's branch from then on; where other branches of the parent
 * may still come to the same join, it waits there for them.
 * @returns the position that goes on, or null when it waits for the parent's branches
 */
export function passJoin(work: Work, { position, fork: fork_ }: { position: Position; fork: Fork }): Position | null {
  const join = position.wait?.join;
  work.forks = work.forks.map((item) => (item.id === fork_.id ? { ...item, joined: true } : item));
  if (join?.cancelRest) {
    const rest = work.positions.filter((other) => other.id !== position.id && isInside(work, other.forkId, fork_.id));
    abandon(work, rest);
  }
  const lifted: Position = { ...position, forkId: fork_.parentId, branch: fork_.branch, state: 'ready', wait: null };
  update(work, lifted);
  const parent = forkOf(work, lifted);
  const siblings =
    parent &&
    work.positions.some(
      (other) =>
        other.id !== lifted.id &&
        isInside(work, other.forkId, parent.id) &&
        !isInside(work, other.forkId, fork_.id) &&
        work.definition.reaches(other.stepId, lifted.stepId),
    );
  if (!parent || !join || (!siblings && parent.arrived === 0)) return lifted;
  return arriveAtJoin(work, lifted, join) === 'passes' ? lifted : null;
}

/** Ends the whole run. */
export function endRun(work: Work, state: RunState, error: RunData['error'] = null): void {
  work.state = state;
  work.error = error;
  work.positions = [];
}

/** Stops a position for a person. */
export function stopForPerson(work: Work, position: Position, error: StepError): void {
  update(work, { ...position, state: 'incident', dueAt: null, outcome: null, wait: null, error });
  work.error = { ...error, stepId: position.stepId };
}

const forkOf = (work: Work, position: Position) => work.forks.find((item) => item.id === position.forkId);

const isAtJoin = (position: Position, stepId: string, forkId: string) =>
  position.forkId === forkId && position.stepId === stepId && position.wait?.kind === 'join';

function isInside(work: Work, forkId: string | null, outer: string): boolean {
  for (let id = forkId; id !== null; id = work.forks.find((item) => item.id === id)?.parentId ?? null)
    if (id === outer) return true;
  return false;
}

const isAlive = (work: Work, forkId: string) =>
  work.positions.some((position) => isInside(work, position.forkId, forkId));
