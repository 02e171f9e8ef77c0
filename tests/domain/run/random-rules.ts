import type { JsonObject } from '../../../domain/json.ts';
import type { Random } from './random-step.ts';

export const eventTypes = ['page.viewed', 'price.asked', 'form.filled'] as const;
export const statuses = ['new', 'hot', 'cold', 'qualified'] as const;

/** A rule that any place may have. */
export function ruleOf(random: Random): JsonObject {
  return random.below(8) === 0 ? { performed: [eventTypes, { within: 'P3D', count: 2 }] } : watchedRule(random);
}

/** A rule that something tells of when it changes: over the record, the run itself, behaviour and related records. */
export function watchedRule(random: Random): JsonObject {
  const openTasks = { count: ['tasks', { '==': [{ var: 'record.status' }, 'open'] }] };
  return random.pick<JsonObject>([
    { '==': [{ var: 'record.status' }, random.pick(statuses)] },
    { '>=': [{ var: 'record.score' }, random.below(100)] },
    { in: ['red', { var: 'record.tags' }] },
    { '>': [{ var: 'vars.count' }, random.below(3)] },
    { performed: [random.pick(eventTypes), { since: 'run' }] },
    { performed: ['record.updated', { since: 'run', count: 1 + random.below(3) }] },
    { '>': [openTasks, random.below(2)] },
    { and: [{ '>': [{ var: 'vars.count' }, 0] }, { some: ['interactions'] }] },
    { '!': { reachable: ['email', 'newsletter'] } },
  ]);
}

/** The exit or goal of every third workflow; some go on at the step `then` instead of ending. */
export function stopsOf(random: Random, steps: readonly string[], then: string): JsonObject {
  const kind = random.pick(['exit', 'goal', 'none', 'none']);
  if (kind === 'none') return {};
  const own = { '==': [{ var: `steps.${random.pick(steps)}.outlet` }, 'done'] };
  const when = random.below(5) === 0 ? own : watchedRule(random);
  return { [kind]: random.below(2) === 0 ? { when, then } : when };
}
