import type { JsonObject } from '../../../domain/json.ts';
import type { SimulatedOutcome } from '../../../domain/run/simulation/simulation.ts';
import { act, outcomesOf } from './random-acts.ts';
import { eventTypes, ruleOf, statuses, stopsOf, watchedRule } from './random-rules.ts';
import { type Random, randomOf, type Step } from './random-step.ts';

/** An event of the record, some time after the run began. */
export type RandomEvent = {
  readonly type: string;
  readonly properties: { readonly n: number };
  readonly after: string;
};

/** A valid workflow with a record and the events that come while it runs, all drawn from one seed. */
export type RandomCase = {
  readonly definition: JsonObject;
  readonly record: JsonObject;
  readonly events: readonly RandomEvent[];
  /** How its steps end outside. */
  readonly outcomes: Readonly<Record<string, SimulatedOutcome>>;
};

/** The case of a seed. */
export function randomCase(seed: number): RandomCase {
  const random = randomOf(seed);
  const steps: Record<string, Step> = {};
  const add = (step: Step): string => {
    const id = `s${Object.keys(steps).length}`;
    steps[id] = step;
    return id;
  };
  const start = grow({ random, add, steps }, 4, null) ?? add({ type: 'end', config: {}, next: {} });
  const bye = add({ type: 'add-note', config: { body: 'Bye' }, next: { done: null } });
  const definition: JsonObject = {
    format: 1,
    key: `random-${seed}`,
    name: `Random ${seed}`,
    subject: 'lead',
    triggers: [{ id: 'by-hand', type: 'manual' }],
    enrollment: {
      reentry: { mode: 'always' },
      concurrency: 'parallel',
      ...stopsOf(random, Object.keys(steps), bye),
    },
    variables: [{ name: 'count', type: 'number', default: 0 }],
    start,
    steps: steps as unknown as JsonObject,
  };
  const record = {
    firstName: random.pick(['Ann', 'Bob', 'Cleo']),
    lastName: 'Lee',
    email: `${random.below(6) === 0 ? 'refused' : 'lead'}-${seed}@example.com`,
    phone: random.below(6) === 0 ? '+48221230000' : '+48221234567',
    company: random.below(2) === 0 ? `Company ${seed}` : null,
    status: random.pick(['new', 'hot', 'cold']),
    score: random.below(100),
    source: 'random',
  };
  const events = Array.from({ length: random.below(6) }, () => ({
    type: random.pick(eventTypes),
    properties: { n: random.below(3) },
    after: `PT${1 + random.below(200)}H7M`,
  }));
  return { definition, record, events, outcomes: outcomesOf(steps, record) };
}

type Growing = { readonly random: Random; readonly add: (step: Step) => string; readonly steps: Record<string, Step> };

/** A part of a workflow that goes on at `next`; null when it is empty and ends there. */
function grow(growing: Growing, size: number, next: string | null): string | null {
  let at = next;
  for (let count = growing.random.below(size) + 1; count > 0; count -= 1) at = part(growing, size, at);
  return at;
}

function part(growing: Growing, size: number, next: string | null): string {
  const { random, add } = growing;
  const inner = (to: string | null) => (size > 1 && random.below(2) === 0 ? grow(growing, size - 2, to) : to);
  const kind = size > 1 ? random.below(21) : random.below(10);
  if (kind === 19) return deal(growing, next);
  if (kind === 20) return stopping(growing, next);
  if (kind === 8 && size <= 1) return add(act(random, next, next));
  if (kind === 9 && size <= 1) return add(act(random, next, null));
  if (kind > 13) return add(act(random, next, inner(next)));
  if (kind === 8)
    return add({ type: 'condition', config: { when: ruleOf(random) }, next: { yes: inner(next), no: inner(next) } });
  if (kind === 9)
    return add({
      type: 'switch',
      config: {
        branches: [
          { id: 'a', when: ruleOf(random) },
          { id: 'b', when: ruleOf(random) },
        ],
      },
      next: { a: inner(next), b: inner(next), else: next },
    });
  if (kind === 10)
    return add({
      type: 'split',
      config: {
        branches: [
          { id: 'a', percent: 30 },
          { id: 'b', percent: 70 },
        ],
      },
      next: { a: inner(next), b: inner(next) },
    });
  if (kind === 11)
    return add({
      type: 'wait-for',
      config: waitFor(random),
      next: { first: inner(next), second: inner(next), timeout: inner(next) },
    });
  if (kind === 12) return parallel(growing, size, next);
  if (kind === 13) return loop(growing, next);
  const step = plain(random, kind);
  // A message that is refused goes on as well, drawn or stated.
  if (!step.type.startsWith('send-')) return add({ ...step, next: { done: next } });
  return random.below(2) === 0
    ? add({ ...step, next: { done: next, rejected: inner(next) } })
    : add({ ...step, config: { ...step.config, onRejected: 'continue' }, next: { done: next } });
}

function plain(random: Random, kind: number): Omit<Step, 'next'> {
  const plainSteps: readonly Omit<Step, 'next'>[] = [
    {
      type: 'wait',
      config: {
        for: random.pick<JsonObject | string>(['PT2H', 'P1D', 'P3D', { businessDays: 1 }, { business: 'PT3H' }]),
      },
    },
    { type: 'wait', config: { for: 'P1D', at: { time: random.pick(['09:00', '16:30']), zone: 'company' } } },
    { type: 'send-email', config: { template: random.pick(['welcome', 'follow-up']), topic: 'newsletter' } },
    { type: 'send-sms', config: { body: 'Hello {{record.firstName}}, {{record.status}} {{vars.count}}' } },
    {
      type: 'update-record',
      config: {
        set: random.pick<JsonObject>([
          { status: random.pick(statuses) },
          { score: { rule: { '+': [{ var: 'record.score' }, 7] } } },
          { notes: { text: 'Seen as {{record.status}}' } },
        ]),
      },
    },
    { type: 'adjust-score', config: { by: 5 + random.below(20) } },
    { type: 'set-variables', config: { set: { count: { rule: { '+': [{ var: 'vars.count' }, 1] } } } } },
    random.pick([
      { type: 'add-tag', config: { tag: random.pick(['red', 'blue']) } },
      { type: 'remove-tag', config: { tag: 'red' } },
      { type: 'create-interaction', config: { kind: 'call', body: 'Called {{record.lastName}}' } },
      { type: 'create-record', config: { type: 'contact', set: { firstName: 'Kim', email: 'kim@example.com' } } },
      { type: 'notify-user', config: { to: { field: 'owner' }, message: 'Look at {{record.lastName}}' } },
      { type: 'create-task', config: { title: 'Call {{record.lastName}}', due: 'P1D' } },
      {
        type: 'create-meeting',
        config: { title: 'Demo for {{record.lastName}}', start: { for: 'P1D' }, onRejected: 'continue' },
      },
      { type: 'remove-tag', config: { tag: 'blue' } },
    ]),
  ];
  return plainSteps[kind] ?? { type: 'add-note', config: { body: 'Here' } };
}

function waitFor(random: Random): JsonObject {
  const second: JsonObject =
    random.below(2) === 0
      ? { id: 'second', when: watchedRule(random) }
      : { id: 'second', event: random.pick(eventTypes), when: { '>': [{ var: 'event.properties.n' }, 1] } };
  return {
    branches: [{ id: 'first', event: random.pick(eventTypes) }, second],
    timeout: random.pick(['PT12H', 'P2D', 'P5D']),
  };
}

function parallel(growing: Growing, size: number, next: string | null): string {
  const { random, add } = growing;
  const join = add({
    type: 'join',
    config: { mode: random.pick<string | number>(['all', 'any', 2]), cancelRest: random.below(2) === 0 },
    next: { done: next },
  });
  const branch = () => grow(growing, size - 2, random.below(5) === 0 ? null : join);
  const ends = [branch(), branch()];
  if (!ends.includes(join) && !Object.values(growing.steps).some((step) => Object.values(step.next).includes(join)))
    ends[0] = join;
  return add({ type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: ends[0] ?? null, b: ends[1] ?? null } });
}

/** A deal that moves to another stage. */
function deal({ add, steps }: Growing, next: string | null): string {
  const set = { title: 'Deal of {{record.lastName}}' };
  const made = add({ type: 'create-record', config: { type: 'deal', set }, next: {} });
  const on = { step: made, type: 'deal' };
  const move = add({ type: 'change-stage', config: { stage: 'won', on }, next: { done: next } });
  const holder = steps[made];
  if (holder) holder.next.done = move;
  return made;
}

/** One way of two ends the whole run. */
function stopping({ random, add }: Growing, next: string | null): string {
  const end =
    random.below(2) === 0
      ? add({ type: 'end', config: {}, next: {} })
      : add({ type: 'fail', config: { message: 'Count {{vars.count}}' }, next: {} });
  return add({ type: 'condition', config: { when: ruleOf(random) }, next: { yes: end, no: next } });
}

function loop({ random, add, steps }: Growing, next: string | null): string {
  const repeat = add({ type: 'repeat', config: { times: 1 + random.below(3) }, next: { done: next } });
  const pause = add({ type: 'wait', config: { for: 'PT5H' }, next: { done: repeat } });
  const count = add({
    type: 'set-variables',
    config: { set: { count: { rule: { '+': [{ var: 'vars.count' }, 1] } } } },
    next: { done: pause },
  });
  const holder = steps[repeat];
  if (holder) holder.next.again = count;
  return count;
}
