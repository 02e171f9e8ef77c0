import { writeSync } from 'node:fs';
import { runProcess } from '../../crm/run-process.ts';
import { onStop } from '../../crm/stop-signal.ts';
import type { WorkerFault } from '../../worker/hooks.ts';
import { startWorker } from '../../worker/start-worker.ts';
import { faultPlanSchema } from './fault-plan.ts';

/** The worker as production composes it, with a plan (its argument, JSON) of where it ends itself in the middle. */
await runProcess('worker', async ({ config, log }) => {
  const { point, pass, signal, leaseMs, lateAfterSeconds } = faultPlanSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  let passes = 0;
  const fault = (at: WorkerFault) => {
    // Inside DATA it is the mail server that knows when.
    if (at !== point || point === 'inside-data') return;
    passes += 1;
    if (passes !== pass) return;
    writeSync(3, `${point}\n`);
    process.kill(process.pid, signal);
  };
  const hooks = {
    fault,
    ...(leaseMs === undefined ? {} : { leaseMs }),
    ...(lateAfterSeconds === undefined ? {} : { lateAfterSeconds }),
  };
  const worker = await startWorker({ config, log, hooks });
  onStop(() => worker.stop());
});
