import { until } from '../harness/until.ts';
import { openApi } from './api-client.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';

/** Leads whose creation starts a run, and as many for whom an event does. */
const leads = 5;
const sleepers = 3;

/**
 * Temporal is away: the API accepts leads and events, and dispatch makes their runs. It comes back: they start. Then it
 * goes again and its store with it, while runs wait for a time and others for an event. The new one is given every run anew:
 * those that wait for a time by the reconciler alone, as nothing happens to them; then the others by what they wait for.
 * @returns what the API answered and what was made and sent while it was away, and how long the worker took to stop
 */
export async function loseTemporal(world: ChaosWorld) {
  const { db, servers } = world;
  const sink = await world.openSink();
  const worker = world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 2 }, sink.url);
  const count = async (sql: string) =>
    (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.n ?? 0;
  const waitingAt = (step: string) => count(`run_position WHERE "stepId" = '${step}' AND state = 'waiting'`);

  await servers.temporal.kill();
  const answers = await intake(world);
  await until('runs while Temporal is away', async () => (await count('run')) === 2 * leads);
  const [runsWhileAway, sentWhileAway] = [await count('run'), await count('message')];
  await servers.temporal.start();

  await until('runs that wait for their event', async () => (await waitingAt('go')) === 2 * leads);
  await world.createLeads(sleepers, 'chaos-sleeper');
  await until('runs that wait for a time', async () => (await waitingAt('sleep')) === sleepers);
  await servers.temporal.kill();
  servers.temporal.forgetAll();
  if ((await waitingAt('sleep')) < sleepers) throw new Error('The store was to be lost while all runs wait.');
  await servers.temporal.start();
  await until('runs that the reconciler brings back', async () => (await world.open()).runs === 2 * leads);
  await untilAllEnded(world);
  return { answers, runsWhileAway, sentWhileAway, stopMs: await worker.stop() };
}

/** Leads and events over the API. @returns how often it answered with each status */
async function intake(world: ChaosWorld): Promise<Record<string, number>> {
  const { process, post } = await openApi(world);
  const answers: Record<string, number> = {};
  const told = async (path: string, json: object) => {
    const { status, body } = await post(path, json);
    answers[`${path} ${status}`] = (answers[`${path} ${status}`] ?? 0) + 1;
    return String(body.id);
  };
  for (let n = 0; n < leads; n += 1) {
    await told('/api/records/lead', world.leadFields(n));
    const quiet = { ...world.leadFields(leads + n), source: 'chaos-event' };
    const recordId = await told('/api/records/lead', quiet);
    await told('/api/events', { type: 'chaos.begin', recordType: 'lead', recordId });
  }
  await process.stop();
  return answers;
}
