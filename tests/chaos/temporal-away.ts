import { until } from '../harness/until.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';

const leads = 10;

/**
 * Temporal goes: leads are still accepted and dispatched to runs. It comes back: they start. It goes again and its store
 * with it, while runs wait: the new one is given every run anew.
 * @returns runs made while it was away, and messages sent meanwhile
 */
export async function loseTemporal(
  world: ChaosWorld,
): Promise<{ runsWhileAway: number; sentWhileAway: number; stopMs: number }> {
  const { db, servers } = world;
  const sink = await world.openSink();
  const worker = world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 2 }, sink.url);
  const count = async (sql: string) =>
    (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.n ?? 0;
  const [runs, sent] = [await count('run'), await count('message')];

  await servers.temporal.kill();
  await world.createLeads(leads);
  await until('runs while Temporal is away', async () => (await count('run')) === runs + leads);
  const sentWhileAway = (await count('message')) - sent;
  await servers.temporal.start();

  await until(
    'runs that wait for their event',
    async () => (await count(`run_position WHERE "stepId" = 'go' AND state = 'waiting'`)) === leads,
  );
  await servers.temporal.kill();
  servers.temporal.forgetAll();
  await servers.temporal.start();
  await untilAllEnded(world);
  const runsWhileAway = (await count('run')) - runs;
  return { runsWhileAway, sentWhileAway, stopMs: await worker.stop() };
}
