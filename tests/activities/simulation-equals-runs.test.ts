import { expect, test } from '@jest/globals';
import { groupBy } from '../../domain/group-by.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { SimulationResult } from '../../domain/run/simulation/simulation.ts';
import { answers, children } from '../domain/run/random-acts.ts';
import { type RandomCase, randomCase } from '../domain/run/random-workflow.ts';
import { simulateWith } from '../domain/run/simulate-with.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { inActivity } from '../harness/in-activity.ts';
import { refusing, scriptedSender } from '../harness/scripted-sender.ts';

const zone = 'Europe/Warsaw';
/** The Monday before clocks change. */
const start = '2031-03-24T09:00:00.000Z';
const hour = 3_600_000;

/** The world's own templates, for the simulation. */
const templates = new Map([
  ['welcome', { subject: 'Welcome, {{record.firstName}}', html: '<p>Hello {{record.firstName}}</p>', text: null }],
  ['follow-up', { subject: 'Following up', html: '<p>Hello again</p>', text: null }],
]);

/** What the addresses of webhook steps answer: the same as the simulation is told. */
const hooks = scriptedSender((to) => {
  const name = Object.keys(answers).find((end) => to.endsWith(`/${end}`));
  const answer = { status: 200, body: JSON.stringify(answers.ok.body), truncated: false };
  if (name === 'ok') return { kind: 'accepted', providerId: to, response: '200', answer };
  if (name === 'fail') return { kind: 'deferred', code: '503', response: 'down' };
  if (name === 'lost') return { kind: 'unknown', reason: 'lease-expired' };
  const refusal = { ...answer, status: 400, body: '{}' };
  return { kind: 'refused', code: '400', response: 'no', permanent: true, class: 'policy', answer: refusal };
});

type Case = RandomCase & { readonly key: string; readonly lead: RecordJson };

const world = engineWorld({ zone, start, senders: { email: refusing, sms: refusing, webhook: hooks } });

test('200 random workflows take the same path and send the same in simulation and on the engine', async () => {
  // Legs tell Temporal that they live, so they want to be inside an activity.
  await inActivity(compareAll);
}, 1_200_000);

async function compareAll(): Promise<void> {
  for (const [key, type] of [
    [children.ends, 'end'],
    [children.fails, 'fail'],
  ] as const) {
    const config = type === 'fail' ? { message: 'It fails.' } : {};
    const enrollment = { reentry: { mode: 'always' }, concurrency: 'parallel' };
    await world.publish({
      key,
      triggers: [{ id: 'r', type: 'run' }],
      enrollment,
      start: 's',
      steps: { s: { type, config, next: {} } },
    });
  }
  const cases: Case[] = [];
  for (let seed = 1; seed <= 200; seed += 1) cases.push(await enter(seed));
  await world.settle();
  const events = cases.flatMap((item) =>
    item.events.map((event) => ({ ...event, lead: item.lead, at: timeOf(event.after) })),
  );
  for (const [at, group] of [...groupBy(events, (event) => event.at)].sort(([a], [b]) => a - b)) {
    await world.pass(new Date(at).toISOString());
    for (const { type, properties, lead } of group)
      await world.happen({ type, properties, recordType: 'lead', recordId: lead.id });
    await world.settle();
  }
  await world.pass(400 * 24 * hour);
  const sent = await world.messages();
  const ends = new Set<string>();
  const refusals = new Set<string>();
  for (const item of cases) {
    const told = summary(await simulated(item));
    const reason = await refusalOf(item);
    const onEngine = reason === null ? await ran(item, sent) : refusedRun(reason);
    expect({ seed: item.key, ...onEngine }).toEqual({ seed: item.key, ...told });
    ends.add(told.end);
    if (told.refused !== null) refusals.add(`${told.refused}${sendsOn(item) ? ', with a step to go on at' : ''}`);
  }
  expect([...ends].sort()).toEqual(['completed', 'exited', 'failed', 'goal', 'incident']);
  const drawn = ['exit-true', 'goal-true', 'goal-true, with a step to go on at'];
  expect([...refusals].sort()).toEqual(drawn);
}

async function ran({ key }: Case, sent: Awaited<ReturnType<typeof world.messages>>) {
  const [run] = await world.runsOf(key);
  if (!run) throw new Error(`${key} has no run`);
  const { id, state } = run.data;
  return {
    path: (await world.stepsOf(id)).map(({ stepId, outlet, endedAt }) => taken(stepId, outlet, endedAt)),
    end: state,
    refused: null,
    messages: sent.filter(({ runId }) => runId === id).map((message) => said(message)),
  };
}

function sendsOn({ definition }: Case): boolean {
  const { exit, goal } = definition.enrollment as JsonObject;
  return [exit, goal].some((stop) => stop !== null && typeof stop === 'object' && 'then' in stop);
}

const refusedRun = (reason: string) => ({
  path: [],
  end: reason === 'exit-true' ? 'exited' : 'goal',
  refused: reason,
  messages: [],
});

/** Where exit or goal are true before the first step, no run begins: the reason. */
async function refusalOf({ key }: Case): Promise<string | null> {
  const [row] = await world.db.query<{ reason: string | null }>(
    `SELECT e.reason FROM enrollment e JOIN workflow w ON w.id = e."workflowId" WHERE w.key = $1 AND e.state = 'refused'`,
    [key],
  );
  return row?.reason ?? null;
}

/** Publishes the workflow of a seed for leads of its own source, and makes one. */
async function enter(seed: number): Promise<Case> {
  const { definition, ...scenario } = randomCase(seed);
  const key = `random-${seed}`;
  const triggers = [{ id: 'created', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, key] } }];
  const document = {
    ...definition,
    key,
    triggers,
    start: String(definition.start),
    steps: definition.steps as RecordJson,
  };
  await world.publish(document);
  const lead = await world.create('lead', { ...scenario.record, source: key });
  return { ...scenario, definition: document, key, lead };
}

function simulated({ definition, lead, events, outcomes }: Case): Promise<SimulationResult> {
  return simulateWith(definition, { record: lead, events, outcomes, now: start, zone, templates });
}

function summary({ path, end, messages, refused }: SimulationResult) {
  return {
    path: path.map(({ stepId, outlet, endedAt }) => taken(stepId, outlet, endedAt)),
    end: end.state,
    refused: refused ?? null,
    messages: messages.map(({ at, ...message }) => said({ ...message, createdAt: new Date(at) })),
  };
}

const taken = (stepId: string, outlet: string | null, endedAt: string | null) =>
  `${endedAt} ${outlet === null ? stepId : `${stepId}>${outlet}`}`;

type Said = {
  readonly stepId: string;
  readonly channel: string;
  readonly state: string;
  readonly to: string;
  readonly subject?: string | null;
  readonly body?: string | null;
  readonly createdAt: Date;
};

/** A message as both sides tell it. The ledger names a called address without its method, and a call that failed as refused. */
function said({ stepId, channel, state, to, subject, body, createdAt }: Said): string {
  const told = `${createdAt.toISOString()} ${stepId} ${channel}`;
  if (channel === 'webhook') return `${told} ${state === 'failed' ? 'rejected' : state}`;
  return `${told} ${state} ${to} ${channel === 'sms' ? body : subject}`;
}

/** When an event comes: hours and minutes after the start. */
function timeOf(after: string): number {
  const [, hours = '0', minutes = '0'] = /^PT(\d+)H(\d+)M$/.exec(after) ?? [];
  return Date.parse(start) + Number(hours) * hour + Number(minutes) * 60_000;
}
