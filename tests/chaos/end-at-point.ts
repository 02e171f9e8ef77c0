import { writeSync } from 'node:fs';
import type { z } from 'zod';
import type { faultPlanSchema } from './fault-plan.ts';

type Plan = z.infer<typeof faultPlanSchema>;

/** To be called at each named point of this process: at the one of the plan it tells its parent and ends, or stops, itself. */
export function endAtPoint({ point, pass, signal }: Plan): (at: NonNullable<Plan['point']>) => void {
  let passes = 0;
  return (at) => {
    if (at !== point) return;
    passes += 1;
    if (passes !== pass) return;
    writeSync(3, `${point}\n`);
    process.kill(process.pid, signal);
  };
}
