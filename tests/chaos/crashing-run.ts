import { until } from '../harness/until.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';

const together = 5;
const crashes = 3;

/**
 * Five runs in one carrier; each worker that takes them up ends in the middle of a leg, until one of them is stopped as the
 * one that does it, and the others go on. Then an operator retries it.
 * @returns how many incidents there were after each crash, and what they say once a worker lives
 */
export async function crashAgainAndAgain(world: ChaosWorld): Promise<{ afterCrashes: number[]; incidents: string[] }> {
  const { db } = world;
  const sink = await world.openSink();
  const told = () =>
    db.query<{ message: string }>(`SELECT message FROM incident WHERE code = 'crashed' AND "resolvedAt" IS NULL`);
  await world.enrollTogether(together);
  const afterCrashes: number[] = [];
  for (let crash = 0; crash < crashes; crash += 1) {
    const plan = { point: 'before-leg-commit', leaseMs: shortLease, lateAfterSeconds: 10 } as const;
    const worker = world.processes.worker(plan, sink.url);
    const { signal, code } = await worker.ended;
    if (signal !== 'SIGKILL') throw new Error(`A worker ended with ${signal ?? code}:\n${worker.output()}`);
    afterCrashes.push((await told()).length);
  }
  world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 10 }, sink.url);
  const incidents = await until('an incident', async () => {
    const found = await told();
    return found.length === 0 ? undefined : found.map(({ message }) => message);
  });
  await until('the others to end', async () => {
    await world.letGo();
    return (await world.open()).runs === 1;
  });
  await untilAllEnded(world);
  return { afterCrashes, incidents };
}
