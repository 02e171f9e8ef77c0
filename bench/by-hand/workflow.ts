import { proxyActivities, sleep } from '@temporalio/workflow';
import type { ByHandActivities } from './activities.ts';

/**
 * What one would write by hand for the benchmark's process: a Temporal workflow with one activity a step, each making the
 * business writes that the engine makes for the step.
 */
export async function byHand({
  runId,
  sends,
  pauseMs,
}: {
  runId: string;
  sends: boolean;
  pauseMs: number;
}): Promise<void> {
  const { split, message, note, end } = proxyActivities<ByHandActivities>({ startToCloseTimeout: '1 minute' });
  const act = sends ? message : note;
  await note(runId, 'begin');
  for (const round of [1, 2]) {
    await split(runId, `split-${round}`);
    await act(runId, `first-${round}`);
    await sleep(pauseMs);
    await act(runId, `second-${round}`);
  }
  await end(runId, 'end');
}
