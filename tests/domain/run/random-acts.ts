import type { JsonObject } from '../../../domain/json.ts';
import type { SimulatedOutcome } from '../../../domain/run/simulation/simulation.ts';
import { type Random, retried, type Step } from './random-step.ts';

/** Workflows that those of the tests start: one ends at once, the other fails. */
export const children = { ends: 'random-child', fails: 'random-child-that-fails' } as const;

/** What an address of a webhook step answers, by the end of its path. */
export const answers = {
  ok: { outcome: 'accepted', status: 200, body: { n: 7 } },
  refuse: { outcome: 'rejected', status: 400, body: {} },
  fail: { outcome: 'failed' },
  lost: { outcome: 'unknown' },
} as const satisfies Readonly<Record<string, SimulatedOutcome>>;

/** A step that acts on the outside and may fail there, with all of its ways drawn or stated. */
export function act(random: Random, next: string | null, other: string | null): Step {
  const kind = random.below(6);
  if (kind === 0) return webhook(random, next, other);
  if (kind === 1) return convert(random, next, other);
  if (kind === 2) return start(random, next, other);
  const failing: readonly Omit<Step, 'next'>[] = [
    { type: 'emit-event', config: { event: random.pick(['page.viewed', 'price.asked']) } },
    { type: 'update-record', config: { set: { email: { text: 'nobody, {{record.status}}' } } } },
    { type: 'send-sms', config: { body: 'Dear {{record.title}}' } },
  ];
  const step = failing[kind - 3] ?? { type: 'add-note', config: { body: 'Here' } };
  return withError(random, { ...step, next: { done: next } }, other);
}

function webhook(random: Random, next: string | null, other: string | null): Step {
  const answer = random.pick(Object.keys(answers));
  const config = { url: `https://hooks.example.test/${answer}`, body: { id: { rule: { var: 'record.id' } } } };
  const saved: JsonObject = random.below(2) === 0 ? { ...config, save: { count: 'body.n' } } : config;
  const asking: JsonObject = random.below(2) === 0 ? { ...config, onUnknown: 'incident' } : config;
  return withError(
    random,
    {
      type: 'send-webhook',
      config: answer === 'ok' ? saved : answer === 'lost' ? asking : config,
      ...retried(random),
      next: { done: next, rejected: other },
    },
    other,
  );
}

function convert(random: Random, next: string | null, other: string | null): Step {
  const deal = random.pick<JsonObject>([
    {},
    { deal: { set: { title: 'Deal of {{record.lastName}}' } } },
    { deal: { set: { title: 'Deal', currency: { text: '{{record.status}}' } } } },
  ]);
  return withError(
    random,
    { type: 'convert-lead', config: { account: random.below(2) === 0, ...deal }, next: { done: next } },
    other,
  );
}

function start(random: Random, next: string | null, other: string | null): Step {
  const config = { workflow: random.pick(Object.values(children)), wait: random.pick(['none', 'all', 'any']) };
  return withError(random, { type: 'start-workflow', config, next: { done: next } }, other);
}

/** Failures leave by the outlet, or the step goes on. */
function withError(random: Random, step: Step, other: string | null): Step {
  return random.below(2) === 0 ? { ...step, next: { ...step.next, error: other } } : { ...step, onError: 'continue' };
}

/** How the steps of a workflow end for its record, as a simulation is told. */
export function outcomesOf(
  steps: Readonly<Record<string, Step>>,
  record: JsonObject,
): Record<string, SimulatedOutcome> {
  const refused: SimulatedOutcome = { outcome: 'rejected' };
  const told = Object.entries(steps).flatMap(([id, { type, config }]): [string, SimulatedOutcome][] => {
    if ((type === 'send-email' || type === 'create-meeting') && String(record.email).includes('refused'))
      return [[id, refused]];
    if (type === 'send-sms' && String(record.phone).endsWith('0000')) return [[id, refused]];
    if (type === 'start-workflow' && config.workflow === children.fails) return [[id, { outcome: 'failed' }]];
    const answer = Object.entries(answers).find(([name]) => String(config.url).endsWith(`/${name}`));
    return answer ? [[id, answer[1]]] : [];
  });
  return Object.fromEntries(told);
}
