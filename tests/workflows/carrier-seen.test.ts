import { expect, test } from '@jest/globals';
import type { AdvanceAnswer, AdvanceInput } from '../../activities/activities.ts';
import { openTestTemporal } from '../harness/test-workflows.ts';

test('a carrier gives back what it has seen, also in a new history', async () => {
  const temporal = await openTestTemporal();
  const [first, second] = ['2031-03-03T09:00:00.000Z', '2031-03-04T09:00:00.000Z'] as const;
  const answers: AdvanceAnswer[] = [
    { state: 'more', lanes: 1, seen: first },
    { state: 'more', lanes: 1 },
    { state: 'more', lanes: 1, seen: second },
    { state: 'done' },
  ];
  const asked: (string | undefined)[] = [];
  const advance = async ({ seen }: AdvanceInput) => {
    asked.push(seen);
    return answers.shift() ?? { state: 'done' as const };
  };
  const { client, taskQueue } = temporal;
  try {
    await temporal.startWorker({ activities: { advance } });
    const workflowId = `carrier-${crypto.randomUUID()}`;
    const args = [{ carrierId: workflowId, realm: 'live', queue: taskQueue, longestHistory: 12 }];
    const handle = await client.workflow.start('carrier', { workflowId, taskQueue, args });
    await handle.result();
    expect((await client.workflow.getHandle(workflowId).describe()).runId).not.toBe(handle.firstExecutionRunId);
    expect(asked).toEqual([undefined, first, first, second]);
  } finally {
    await temporal.close();
  }
});
