import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosWorld } from './chaos-world.ts';
import type { FaultPlan } from './fault-plan.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';

const tables = ['run', 'run_position', 'run_step', 'message', 'incident', 'lead', 'task', 'event'];

/**
 * A worker stops in its tracks at a point, with runs in its hands; another one finishes them; then the first goes on.
 * @returns what the database held before and after it went on, row by row with the transaction that wrote it; equal when it
 * wrote nothing
 */
export async function stopAndContinue(
  world: ChaosWorld,
  point: FaultPlan['point'],
): Promise<{ before: string; after: string }> {
  const sink = await world.openSink();
  const stopped = world.processes.worker(
    { point, signal: 'SIGSTOP', leaseMs: shortLease, lateAfterSeconds: 10 },
    sink.url,
  );
  await world.createLeads(3);
  if ((await stopped.hit) === null) throw new Error(`The worker ended:\n${stopped.output()}`);
  const other = world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 10 }, sink.url);
  await untilAllEnded(world);
  await other.stop();
  await delay(1000);
  const before = await snapshot(world);
  stopped.send('SIGCONT');
  await delay(4000);
  const after = await snapshot(world);
  stopped.send('SIGKILL');
  await stopped.ended;
  return { before, after };
}

async function snapshot({ db }: ChaosWorld): Promise<string> {
  const parts = await Promise.all(
    tables.map((table) =>
      db.query<{ row: string }>(`SELECT concat_ws(' ', xmin, t.*) AS row FROM "${table}" t ORDER BY 1`),
    ),
  );
  return parts.map((rows, n) => `${tables[n]}\n${rows.map(({ row }) => row).join('\n')}`).join('\n');
}
