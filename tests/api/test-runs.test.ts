import { expect, test } from '@jest/globals';
import { z } from 'zod';
import type { AdvanceInput } from '../../activities/activities.ts';
import { advance } from '../../activities/advance.ts';
import { createCapture } from '../../activities/delivery/sender.ts';
import { createDelivery } from '../../activities/delivery.ts';
import type { EngineDeps } from '../../activities/engine.ts';
import { createLogger } from '../../crm/log.ts';
import { carrierWorkflowId, relayBatch } from '../../worker/relay.ts';
import { startApi } from '../harness/api-server.ts';
import { beforeTests } from '../harness/before-tests.ts';
import { createEngineWorld } from '../harness/engine-world.ts';
import { openTestTemporal } from '../harness/test-workflows.ts';

/** The API, and a Temporal worker that runs carriers of test runs over the same database. */
const world = beforeTests(
  async () => {
    const engine = await createEngineWorld();
    const api = await startApi(engine.test, { publicUrl: 'http://localhost:3000', twilioToken: 'token' });
    const temporal = await openTestTemporal();
    const { sandbox } = engine.test;
    await temporal.startWorker({
      activities: {
        advance: (input: AdvanceInput) => advance(depsAt(engine.deps, sandbox, new Date(input.now ?? '')), input),
      },
    });
    const { client, taskQueue } = temporal;
    const queues = { carriers: taskQueue, interactive: taskQueue, bulk: taskQueue, test: taskQueue };
    const log = createLogger({ name: 'test', level: 'silent' });
    return {
      call: api.call,
      db: engine.db,
      sandbox,
      client,
      relay: () => relayBatch({ db: sandbox, realm: 'test', client, log, queues }),
      async close() {
        await temporal.close();
        await api.close();
        await engine.close();
      },
    };
  },
  (made) => made.close(),
);

/** The engine of test runs at a virtual time, its messages captured. */
function depsAt(deps: EngineDeps, db: EngineDeps['db'], now: Date): EngineDeps {
  const capture = createCapture();
  const senders = { email: capture, sms: capture, webhook: capture };
  return { ...deps, realm: 'test', db, delivery: createDelivery({ senders, db, clock: () => now }) };
}

const started = z.object({ id: z.uuid() });
const runShape = z.object({
  state: z.string(),
  test: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().nullish(),
  steps: z.array(z.object({ stepId: z.string(), outlet: z.string().nullish(), endedAt: z.string().nullish() })),
});
const messagesShape = z.object({
  items: z.array(z.object({ state: z.string(), to: z.string(), subject: z.string().nullish(), stepId: z.string() })),
});

const mail = (subject: string, next: string | null) => ({
  type: 'send-email',
  config: { subject, body: '<p>Hello {{record.firstName}}</p>', topic: 'newsletter' },
  next: { done: next, skipped: next, rejected: null, error: null },
});
const wait = (next: string) => ({ type: 'wait', config: { for: 'P30D' }, next: { done: next } });

const drip = {
  format: 1,
  key: 'drip',
  name: 'Drip',
  subject: 'lead',
  triggers: [{ id: 'hand', type: 'manual' }],
  start: 'first',
  steps: {
    first: mail('Welcome, {{record.firstName}}', 'month-1'),
    'month-1': wait('second'),
    second: mail('How is it going?', 'month-2'),
    'month-2': wait('read'),
    read: {
      type: 'condition',
      config: { when: { '==': [{ var: 'record.status' }, 'hot'] } },
      next: { yes: 'third', no: null },
    },
    third: mail('A word of thanks', 'month-3'),
    'month-3': wait('tag'),
    tag: { type: 'add-tag', config: { tag: 'dripped' }, next: { done: null } },
  },
  layout: {},
  notes: [],
};

test('a drip of ninety days runs as a test run to its end: the path, its times and its messages are told', async () => {
  expect((await world.call('POST', '/api/workflows', { json: drip })).status).toBe(201);
  const lead = await world.call('POST', '/api/records/lead', {
    json: { firstName: 'Ada', lastName: 'Test', email: 'ada@example.test' },
  });
  const { id: recordId } = started.parse(lead.body);
  const answer = await world.call('POST', '/api/workflows/drip/test-runs', {
    json: { recordId, now: '2031-03-03T09:00:00.000Z', events: [{ after: 'P40D', set: { status: 'hot' } }] },
  });
  expect(answer.status).toBe(202);
  const { id } = started.parse(answer.body);

  const [row] = await world.sandbox.query<{ carrierId: string }>('SELECT "carrierId" FROM run WHERE id = $1', [id]);
  expect(await world.relay()).toBe(1);
  await world.client.workflow.getHandle(carrierWorkflowId(row?.carrierId ?? '', 'test')).result();

  const run = runShape.parse((await world.call('GET', `/api/runs/${id}`)).body);
  expect(run).toMatchObject({
    state: 'completed',
    test: true,
    startedAt: '2031-03-03T09:00:00.000Z',
    endedAt: '2031-06-01T09:00:00.000Z',
  });
  expect(run.steps.map(({ stepId, outlet, endedAt }) => `${stepId}>${outlet} ${endedAt?.slice(0, 10)}`)).toEqual([
    'first>done 2031-03-03',
    'month-1>done 2031-04-02',
    'second>done 2031-04-02',
    'month-2>done 2031-05-02',
    'read>yes 2031-05-02',
    'third>done 2031-05-02',
    'month-3>done 2031-06-01',
    'tag>done 2031-06-01',
  ]);
  const { items } = messagesShape.parse((await world.call('GET', `/api/messages?test=true&recordId=${recordId}`)).body);
  expect(items.toReversed()).toMatchObject([
    { state: 'accepted', to: 'ada@example.test', subject: 'Welcome, Ada', stepId: 'first' },
    { state: 'accepted', to: 'ada@example.test', subject: 'How is it going?', stepId: 'second' },
    { state: 'accepted', to: 'ada@example.test', subject: 'A word of thanks', stepId: 'third' },
  ]);
  expect(await world.db.query('SELECT id FROM message UNION ALL SELECT id FROM run')).toEqual([]);
  const untouched = await world.call('GET', `/api/records/lead/${recordId}`);
  expect(untouched.body).toMatchObject({ version: 1, tags: [] });
});

test('a record that is not there, or a version, is told by its name', async () => {
  const missing = await world.call('POST', '/api/workflows/drip/test-runs', {
    json: { recordId: '01900000-0000-7000-8000-000000000000' },
  });
  expect([missing.status, missing.body]).toMatchObject([404, { code: 'record-not-found' }]);
  const unpublished = await world.call('POST', '/api/workflows/drip/test-runs', {
    json: { record: { lastName: 'Test' }, version: 7 },
  });
  expect(unpublished.status).toBe(404);
});
