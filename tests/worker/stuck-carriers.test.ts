import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { advance } from '../../activities/advance.ts';
import { createLogger } from '../../crm/log.ts';
import { carrierWorkflowId, relayBatch } from '../../worker/relay.ts';
import { endStuckCarriers } from '../../worker/stuck-carriers.ts';
import { createEngineWorld } from '../harness/engine-world.ts';
import { openTestTemporal, type TestTemporal } from '../harness/test-workflows.ts';

const log = createLogger({ name: 'test', level: 'silent' });
/** A workflow task that has begun is lost at once. */
const atOnce = { lateAfter: 0, lostAfter: 0 };

let world: Awaited<ReturnType<typeof createEngineWorld>>;
let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await openTestTemporal();
  world = await createEngineWorld({ start: new Date().toISOString() });
  await world.publish({
    key: 'stuck',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'tag',
    steps: { tag: { type: 'add-tag', config: { tag: 'reached' }, next: { done: null } } },
  });
});
afterAll(async () => {
  await temporal.close();
  await world.close();
});

/** Tells the carriers of new runs; Temporal waits a second for their workflow tasks. */
async function relay(): Promise<number> {
  const { client, taskQueue } = temporal;
  const queues = { carriers: taskQueue, interactive: taskQueue, bulk: taskQueue, test: taskQueue };
  const startOptions = { workflowTaskTimeout: '1 second' };
  return relayBatch({ db: world.db, realm: 'live', client, log, queues, allowLone: false, startOptions });
}

/** Takes a workflow task and is never heard of again, as a worker that is killed. @returns which attempt it was */
async function loseTask(): Promise<number> {
  const { client, namespace, taskQueue } = temporal;
  const asking = { namespace, taskQueue: { name: taskQueue }, identity: 'lost' };
  const { attempt } = await client.withDeadline(Date.now() + 60_000, () =>
    client.workflowService.pollWorkflowTaskQueue(asking),
  );
  return Number(attempt);
}

test('a carrier whose workflow tasks were lost with their workers begins anew, long before Temporal would try again', async () => {
  const { db } = world;
  const { client } = temporal;
  await world.create('lead', { firstName: 'Stuck' });
  while ((await world.dispatch()) > 0);
  expect(await relay()).toBe(1);
  const [run] = await world.runsOf('stuck');
  const first = await client.workflow.getHandle(carrierWorkflowId(run?.carrierId ?? '')).describe();

  for (let attempt = await loseTask(); attempt < 4; attempt = await loseTask()) {
    // Temporal will be back in a second: that is left to it.
    expect(await endStuckCarriers({ db, client, log }, atOnce)).toBe(0);
  }
  expect(await endStuckCarriers({ db, client, log }, { ...atOnce, lostAfter: 60_000 })).toBe(0);
  expect(await endStuckCarriers({ db, client, log }, atOnce)).toBe(1);
  expect(await endStuckCarriers({ db, client, log }, atOnce)).toBe(0);

  await temporal.startWorker({
    activities: { advance: (input: Parameters<typeof advance>[1]) => advance(world.deps, input) },
  });
  expect(await relay()).toBe(1);
  await client.workflow.getHandle(carrierWorkflowId(run?.carrierId ?? '')).result();
  expect((await world.runsOf('stuck')).map(({ data }) => data.state)).toEqual(['completed']);
  const old = await client.workflow.getHandle(first.workflowId, first.runId).describe();
  expect(old.status.name).toBe('TERMINATED');
});
