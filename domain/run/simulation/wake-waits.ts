import type { JsonObject } from '../../json.ts';
import { truthy } from '../../logic/values.ts';
import type { Wait, WaitAnswer, WaitBranch } from '../../steps/effect.ts';
import type { Position, RunData } from '../state.ts';
import { type Happening, judge, type RunScope, type World } from './world.ts';

/** Ends the waits that what happened since the last call meets, each once. */
export function wakeWaits(world: World, run: RunData): RunData {
  const fresh = world.happened.slice(world.woken);
  world.woken = world.happened.length;
  if (fresh.length === 0) return run;
  const scope: RunScope = { vars: run.vars, memory: run.memory };
  const positions = run.positions.map((position): Position => {
    if (position.state !== 'waiting' || position.outcome !== null || position.wait?.kind !== 'event') return position;
    const answer = firstAnswer(world, position.wait, fresh, scope);
    return answer ? { ...position, outcome: answer } : position;
  });
  return { ...run, positions };
}

/**
 * The answer of a wait that begins: an event that it looks back to, or that came in the same leg, or a condition that is true
 * already. In a tie the order of the branches decides.
 */
export function answerAtOnce(world: World, wait: Wait, scope: RunScope): WaitAnswer | null {
  const { since } = wait;
  const events =
    since === undefined ? world.happened.slice(world.legStart) : world.happened.filter(({ at }) => at >= since);
  for (const branch of wait.branches ?? []) {
    if (branch.event === undefined) {
      if (branch.when !== undefined && truthy(judge(world, branch.when, scope).value))
        return { by: 'branch', branch: branch.id, at: world.now };
      continue;
    }
    const event = events.find((item) => meets(world, branch, item, scope));
    if (event) return { by: 'branch', branch: branch.id, at: world.now, event: eventOf(event) };
  }
  return null;
}

function firstAnswer(world: World, wait: Wait, fresh: readonly Happening[], scope: RunScope): WaitAnswer | null {
  for (const happening of fresh) {
    for (const branch of wait.branches ?? []) {
      if (branch.event !== undefined && meets(world, branch, happening, scope)) {
        return { by: 'branch', branch: branch.id, at: world.now, event: eventOf(happening) };
      }
      // Changes do not wake a wait that is paused; events do.
      const isPaused = wait.pausedWhen !== undefined && truthy(judge(world, wait.pausedWhen, scope).value);
      const isTrue =
        branch.event === undefined &&
        branch.when !== undefined &&
        happening.isChange &&
        !isPaused &&
        truthy(judge(world, branch.when, scope).value);
      if (isTrue) return { by: 'branch', branch: branch.id, at: world.now };
    }
  }
  return null;
}

function meets(world: World, { event, correlate, when }: WaitBranch, happening: Happening, scope: RunScope): boolean {
  if (happening.type !== event) return false;
  if (correlate && String(happening.properties[correlate.property]) !== String(correlate.value)) return false;
  if (!correlate && !happening.recordIds.some((id) => id === world.subject.id || id === world.personKey)) return false;
  return when === undefined || truthy(judge(world, when, { ...scope, event: eventOf(happening) }).value);
}

const eventOf = ({ type, at, properties }: Happening): JsonObject => ({ type, at, properties });
