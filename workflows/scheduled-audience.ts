import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

export type ScheduledAudienceInput = {
  readonly workflowId: string;
  readonly triggerId: string;
  /** Task queue of the activity. */
  readonly queue: string;
};

/** One time of a schedule: admits its records. A schedule of Temporal starts it, with the time that it was to start at. */
export async function scheduledAudience({ workflowId, triggerId, queue }: ScheduledAudienceInput): Promise<void> {
  const { enrollAudience } = proxyActivities<Activities>({
    taskQueue: queue,
    startToCloseTimeout: '2 hours',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  });
  const [scheduled] = workflowInfo().searchAttributes.TemporalScheduledStartTime ?? [];
  const at = scheduled instanceof Date ? scheduled : workflowInfo().startTime;
  await enrollAudience({ workflowId, triggerId, scheduledAt: at.toISOString() });
}
