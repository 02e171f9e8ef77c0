import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { groupBy } from '../../domain/group-by.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { SimulationResult } from '../../domain/run/simulation/simulation.ts';
import { type RandomCase, randomCase } from '../domain/run/random-workflow.ts';
import { simulateWith } from '../domain/run/simulate-with.ts';
import { createEngineWorld, type EngineWorld } from '../harness/engine-world.ts';

const zone = 'Europe/Warsaw';
/** The Monday before clocks change. */
const start = '2031-03-24T09:00:00.000Z';
const hour = 3_600_000;

/** The world's own templates, for the simulation. */
const templates = new Map([
  ['welcome', { subject: 'Welcome, {{record.firstName}}', html: '<p>Hello {{record.firstName}}</p>', text: null }],
  ['follow-up', { subject: 'Following up', html: '<p>Hello again</p>', text: null }],
]);

type Case = RandomCase & { readonly key: string; readonly lead: RecordJson };

let world: EngineWorld;
beforeAll(async () => {
  world = await createEngineWorld({ zone, start });
});
afterAll(() => world.close());

test('200 random workflows take the same path and send the same in simulation and on the engine', async () => {
  // Legs tell Temporal that they live, so they want to be inside an activity.
  await new MockActivityEnvironment().run(compareAll);
}, 600_000);

async function compareAll(): Promise<void> {
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
  for (const item of cases) {
    const [run] = await world.runsOf(item.key);
    const id = run?.data.id ?? '';
    const onEngine = {
      path: await world.pathOf(id),
      end: run?.data.state,
      messages: sent
        .filter(({ runId }) => runId === id)
        .map((message) => said(message, message.channel === 'sms' ? message.body : message.subject)),
    };
    expect({ seed: item.key, ...onEngine }).toEqual({ seed: item.key, ...summary(await simulated(item)) });
  }
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

function simulated({ definition, lead, events }: Case): Promise<SimulationResult> {
  return simulateWith(definition, { record: lead, events, now: start, zone, templates });
}

function summary({ path, end, messages }: SimulationResult) {
  return {
    path: path.map(({ stepId, outlet }) => (outlet === null ? stepId : `${stepId}>${outlet}`)).join(' '),
    end: end.state,
    messages: messages.map((message) =>
      said(message, (message.channel === 'sms' ? message.body : message.subject) ?? null),
    ),
  };
}

const said = (
  { stepId, channel, state, to }: { stepId: string; channel: string; state: string; to: string },
  text: string | null,
) => `${stepId} ${channel} ${state} ${to} ${text}`;

/** When an event comes: hours and minutes after the start. */
function timeOf(after: string): number {
  const [, hours = '0', minutes = '0'] = /^PT(\d+)H(\d+)M$/.exec(after) ?? [];
  return Date.parse(start) + Number(hours) * hour + Number(minutes) * 60_000;
}
