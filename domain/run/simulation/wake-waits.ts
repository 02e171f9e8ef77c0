import type { JsonObject } from '../../json.ts';
import { truthy } from '../../logic/values.ts';
import type { Rule, Wait, WaitAnswer, WaitBranch } from '../../steps/effect.ts';
import type { Position, RunData } from '../state.ts';
import { approvalAt, approvalHasNews, voidChanged } from './approvals.ts';
import { type Happening, judge, type RunScope, type World } from './world.ts';

/** Ends the waits that what happened since the last call meets, and those whose condition is true by now, each once. */
export function wakeWaits(world: World, run: RunData): RunData {
  const fresh = world.happened.slice(world.woken);
  world.woken = world.happened.length;
  const scope: RunScope = { vars: run.vars, memory: run.memory };
  voidChanged(world);
  const positions = run.positions.map((position): Position => {
    const asked = position.outcome === null ? approvalAt(world, position) : undefined;
    if (asked && approvalHasNews(asked)) return { ...position, outcome: { by: 'approval', at: world.now } };
    if (position.state !== 'waiting' || position.outcome !== null || position.wait?.kind !== 'event') return position;
    const answer = firstAnswer(world, position.wait, fresh, scope);
    return answer ? { ...position, outcome: answer } : position;
  });
  return positions.every((position, n) => position === run.positions[n]) ? run : { ...run, positions };
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
  const { branches = [] } = wait;
  const isTrue = trueConditions(world, wait, scope);
  for (const happening of fresh) {
    const branch = branches.find((item) =>
      item.event === undefined ? isTrue.has(item.id) : meets(world, item, happening, scope),
    );
    if (branch) {
      const event = branch.event === undefined ? {} : { event: eventOf(happening) };
      return { by: 'branch', branch: branch.id, at: world.now, ...event };
    }
  }
  // Variables and results of steps change without an event.
  const branch = branches.find(({ id }) => isTrue.has(id));
  return branch ? { by: 'branch', branch: branch.id, at: world.now } : null;
}

/** The branches without an event that are true now; none while the wait is paused, which only events end then. */
function trueConditions(world: World, { branches = [], pausedWhen }: Wait, scope: RunScope): ReadonlySet<string> {
  const conditions = branches.filter(({ event }) => event === undefined);
  const isTrue = (rule: Rule | undefined) => rule !== undefined && truthy(judge(world, rule, scope).value);
  if (conditions.length === 0 || isTrue(pausedWhen)) return new Set();
  return new Set(conditions.filter(({ when }) => isTrue(when)).map(({ id }) => id));
}

function meets(world: World, { event, correlate, when }: WaitBranch, happening: Happening, scope: RunScope): boolean {
  if (happening.type !== event) return false;
  if (correlate && String(happening.properties[correlate.property]) !== String(correlate.value)) return false;
  if (!correlate && !happening.recordIds.some((id) => id === world.subject.id || id === world.personKey)) return false;
  return when === undefined || truthy(judge(world, when, { ...scope, event: eventOf(happening) }).value);
}

const eventOf = ({ type, at, properties }: Happening): JsonObject => ({ type, at, properties });
