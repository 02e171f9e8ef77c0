import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { noopMetricMeter } from '@temporalio/common';

const nowhere = () => undefined;
const silent = { log: nowhere, trace: nowhere, debug: nowhere, info: nowhere, warn: nowhere, error: nowhere };
const workflowExecution = { workflowId: 'test', runId: '00000000-0000-0000-0000-000000000000' };

/** Runs work as the attempt of an activity that nobody cancels, without the seconds that loading Temporal's worker takes. */
export function inActivity<Answer>(work: () => Promise<Answer>, { attempt = 1 } = {}): Promise<Answer> {
  const info = { attempt, activityId: 'test', activityType: 'test', taskQueue: 'test', workflowExecution } as Info;
  const never = new Promise<never>(nowhere);
  const { signal } = new AbortController();
  const context = new Context(info, never, signal, nowhere, undefined, silent, noopMetricMeter, {});
  return asyncLocalStorage.run(context, work);
}
