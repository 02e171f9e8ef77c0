import { AppError } from '../errors.ts';
import { truthy } from '../logic/values.ts';
import { StepFailure } from '../steps/effect.ts';
import { runLeg, startPosition } from './leg.ts';
import { exitRun } from './operate.ts';
import { answerEffect } from './simulation/answer-effect.ts';
import { fireScript, nextScripted } from './simulation/script.ts';
import type { SimulationInput, SimulationResult } from './simulation/simulation.ts';
import { wakeWaits } from './simulation/wake-waits.ts';
import { createWorld, judge, runDataOf, type World } from './simulation/world.ts';
import type { Answer, KeyedEffect, RunData } from './state.ts';
import { isEnded } from './state.ts';
import { isRunnable } from './transition.ts';

/** A simulation ends after so many legs, or so many milliseconds of virtual time: three years. */
const simulationLimits = { legs: 1000, millis: 3 * 366 * 86_400_000 } as const;

type MetStop = { readonly kind: 'exited' | 'goal'; readonly then?: string | undefined };

/** What is true at entry starts no run, whether or not a step is named for it. */
const refusalOf = { exited: 'exit-true', goal: 'goal-true' } as const;

/**
 * What a run of a definition would do for one record, on a virtual clock: nothing is sent, written or waited for. The same legs as
 * in production, with an outside that lives in memory; only rendering is asked for, through `render`. Pure: the same input gives the
 * same result.
 * @throws AppError invalid when the given record is not valid
 */
export async function simulate(input: SimulationInput): Promise<SimulationResult> {
  const world = createWorld(input);
  const { definition } = input;
  const start = startPosition({ definition, now: world.now, newId: world.newId, run: runDataOf(world) });
  const met = metStop(world, start);
  if (met) return { ...resultOf(world, left(world, start, { kind: met.kind }), 0), refused: refusalOf[met.kind] };
  let run = start;
  let legs = 0;
  for (; legs < simulationLimits.legs && !isEnded(run.state); legs += 1) {
    run = released(world, leaveByExit(world, run));
    if (isEnded(run.state)) break;
    run = await leg(world, run);
    run = wakeWaits(world, leaveByExit(world, run));
    if (isEnded(run.state) || run.positions.some((position) => isRunnable(position, world.now))) continue;
    if (world.started.size > 0) {
      run = runsEnded(world, run);
      continue;
    }
    const next = nextMoment(world, run);
    if (next === null || Date.parse(next) - Date.parse(input.now) > simulationLimits.millis) break;
    world.now = next;
    fireScript(world, run);
    run = wakeWaits(world, run);
  }
  return resultOf(world, run, legs);
}

async function leg(world: World, run: RunData): Promise<RunData> {
  const { definition } = world.input;
  world.legStart = world.happened.length;
  world.run = run;
  const going = runLeg({ definition, run, now: world.now, newId: world.newId, personKey: world.personKey });
  let turn = going.next();
  while (!turn.done) {
    const keyed: KeyedEffect = turn.value;
    const answer: Answer = await answered(world, keyed);
    turn = going.next(answer);
  }
  world.path.push(...turn.value.records);
  return delivered(world, turn.value.run);
}

/**
 * The answers of what was handed over reach the next leg. What was planned by a branch that ended in the same leg never
 * leaves, and nothing does when the leg has made exit or goal true.
 */
function delivered(world: World, before: RunData): RunData {
  const run = world.handedOver.size === 0 ? before : leaveByExit(world, before);
  skipLeft(world, run);
  const positions = run.positions.map((position) => ({
    ...position,
    dueAt: world.held.get(position.id)?.until ?? position.dueAt,
    outcome: position.outcome ?? world.handedOver.get(position.id)?.outcome ?? null,
  }));
  world.handedOver.clear();
  return { ...run, positions };
}

/** What nobody waits for any more never leaves. */
function skipLeft(world: World, run: RunData): void {
  for (const [positionId, { message }] of [...world.handedOver, ...world.held]) {
    const planned = world.messages[message];
    if (!planned || run.positions.some(({ id }) => id === positionId)) continue;
    world.messages[message] = { ...planned, state: 'skipped', reason: isEnded(run.state) ? 'run-ended' : 'superseded' };
    world.held.delete(positionId);
  }
}

/** What was held leaves when its window opens, unless its run has left by then. */
function released(world: World, run: RunData): RunData {
  skipLeft(world, run);
  const positions = run.positions.map((position) => {
    const held = world.held.get(position.id);
    if (!held || held.until > world.now) return position;
    world.held.delete(position.id);
    return { ...position, outcome: held.outcome };
  });
  return { ...run, positions };
}

/** Runs that were started end when nothing else is left to do at this moment, as they go on their own way. */
function runsEnded(world: World, run: RunData): RunData {
  const positions = run.positions.map((position) => ({
    ...position,
    outcome: position.outcome ?? world.started.get(position.id) ?? null,
  }));
  world.started.clear();
  return { ...run, positions };
}

/** A rule that costs too much fails its step, as it would in production. */
async function answered(world: World, keyed: KeyedEffect): Promise<Answer> {
  try {
    return await answerEffect(world, keyed);
  } catch (error) {
    if (error instanceof StepFailure)
      return { kind: 'failure', error: { code: error.code, message: error.message, retryable: error.retryable } };
    if (!(error instanceof AppError)) throw error;
    return { kind: 'failure', error: { code: error.code, message: error.message, retryable: false } };
  }
}

/** Ends the run, or sends it on, when its exit or goal is true; through each of these doors it goes once. */
function leaveByExit(world: World, run: RunData): RunData {
  const met = metStop(world, run);
  if (!met) return run;
  world.leftBy.add(met.kind);
  return left(world, run, met);
}

/** The door that is open and was not gone through: of both, the exit. */
function metStop(world: World, run: RunData): MetStop | null {
  const { exit, goal } = world.input.definition.enrollment;
  for (const [kind, stop] of [['exited', exit] as const, ['goal', goal] as const]) {
    if (!stop || world.leftBy.has(kind) || isEnded(run.state)) continue;
    if (truthy(judge(world, stop.rule, { vars: run.vars, memory: run.memory }).value)) return { ...stop, kind };
  }
  return null;
}

const left = (world: World, run: RunData, met: MetStop): RunData =>
  exitRun(run, { definition: world.input.definition, now: world.now, newId: world.newId }, met);

/** The next moment at which something happens: a wait ends, a try is due, an event comes. */
function nextMoment(world: World, run: RunData): string | null {
  const due = run.positions
    .filter(({ state }) => state !== 'incident')
    .flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
  const times = [...due, ...nextScripted(world)].sort();
  return times[0] ?? null;
}

function resultOf(world: World, run: RunData, legs: number): SimulationResult {
  const { path, messages, writes, starts, now } = world;
  const limited = legs >= simulationLimits.legs || (!isEnded(run.state) && nextMoment(world, run) !== null);
  return {
    path,
    messages,
    writes,
    starts,
    vars: run.vars,
    positions: run.positions,
    end: {
      state: run.state,
      at: run.endedAt ?? now,
      ...(run.error === null ? {} : { error: run.error }),
      ...(limited ? { limit: true } : {}),
    },
  };
}
