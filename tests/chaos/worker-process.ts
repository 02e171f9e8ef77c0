import { runProcess } from '../../crm/run-process.ts';
import { onStop } from '../../crm/stop-signal.ts';
import { startWorker } from '../../worker/start-worker.ts';
import { endAtPoint } from './end-at-point.ts';
import { faultPlanSchema } from './fault-plan.ts';

/** The worker as production composes it, with a plan (its argument, JSON) of where it ends itself in the middle. */
await runProcess('worker', async ({ config, log }) => {
  const plan = faultPlanSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  const { leaseMs, lateAfterSeconds } = plan;
  // Inside DATA it is the mail server that knows when.
  const fault = plan.point === 'inside-data' ? () => {} : endAtPoint(plan);
  const hooks = {
    fault,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(lateAfterSeconds === undefined ? {} : { lateAfterSeconds }),
  };
  const worker = await startWorker({ config, log, hooks });
  onStop(() => worker.stop());
});
