import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { patientIsolate } from '../../worker/temporal-workers.ts';
import { openTestTemporal, type TestTemporal } from '../harness/test-workflows.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTestTemporal();
});
afterAll(() => temporal.close());

test('the SDK takes the time that workflow code may need, which its types do not name', async () => {
  const { options } = await temporal.startWorker({ activities: {}, ...patientIsolate });
  expect(options.isolateExecutionTimeoutMs).toBe(300_000);
});
