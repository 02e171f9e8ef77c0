import type { AdvanceAnswer, AdvanceInput } from '../../activities/activities.ts';
import { openTestTemporal, type TestTemporal } from './test-workflows.ts';

let temporal: TestTemporal;

beforeAll(async () => {
  temporal = await openTestTemporal();
});

afterAll(() => temporal.close());

test('a carrier that waits a week skips the week when told so', async () => {
  const due = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString();
  const answers: AdvanceAnswer[] = [{ state: 'waiting', dueAt: due }, { state: 'done' }];
  const advance = async (_input: AdvanceInput) => answers.shift() ?? { state: 'done' as const };
  await temporal.startWorker({ activities: { advance } });
  const workflowId = `carrier-${crypto.randomUUID()}`;
  const handle = await temporal.client.workflow.start('carrier', {
    workflowId,
    taskQueue: temporal.taskQueue,
    args: [{ carrierId: workflowId, realm: 'live', queue: temporal.taskQueue }],
  });
  await temporal.skipTime(workflowId);
  await handle.result();
  expect(answers).toEqual([]);
});
