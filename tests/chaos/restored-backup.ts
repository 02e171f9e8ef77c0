import { z } from 'zod';
import { systemActor } from '../../crm/actor.ts';
import { listIncidents, resolveIncident } from '../../crm/runs/list-incidents.ts';
import { until } from '../harness/until.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';

const leads = 3;

/**
 * The database is backed up while runs wait, they go on and others begin, then the backup is put back. What the runs did
 * since is about to be done again: it must not leave before an operator has closed the incident that tells of the gap.
 * @returns messages that left while all was held, the carriers that the incident names, and messages that left afterwards
 */
export async function restoreBackup(
  world: ChaosWorld,
): Promise<{ sentWhileHeld: number; reported: number; sentAfterRelease: number }> {
  const { db, servers, mails } = world;
  const sink = await world.openSink();
  const start = () => world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 2 }, sink.url);
  const waiting = async () =>
    (await db.query(`SELECT 1 FROM run_position WHERE "stepId" = 'go' AND state = 'waiting'`)).length;

  let worker = start();
  await world.createLeads(leads);
  await until('runs that wait for their event', async () => (await waiting()) === leads);
  await worker.stop();
  await withDatabaseDown(world, () => servers.postgres.backUp());

  worker = start();
  await untilAllEnded(world);
  await world.createLeads(leads);
  await until('runs begun since the backup', async () => (await waiting()) === leads);
  await worker.stop();
  await withDatabaseDown(world, () => servers.postgres.restore());

  const sent = mails.received();
  const restoredAt = new Date();
  worker = start();
  const incident = await until('an incident', async () => (await openIncidents(world))[0]);
  // What is asked for now is taken up, and held.
  await world.letGo();
  await until('carriers that have looked', () => allHaveLooked(world, restoredAt));
  const sentWhileHeld = mails.received() - sent;
  await db.transaction((tx) =>
    resolveIncident(tx, incident.id, { note: 'compared', actor: systemActor, now: new Date() }),
  );
  await untilAllEnded(world);
  await worker.stop();
  const details = z.object({ carriers: z.array(z.uuid()) }).parse(incident.details);
  return {
    sentWhileHeld,
    reported: details.carriers.length,
    sentAfterRelease: mails.received() - sent - sentWhileHeld,
  };
}

async function withDatabaseDown({ servers }: ChaosWorld, work: () => void): Promise<void> {
  await servers.postgres.kill();
  work();
  await servers.postgres.start();
}

/** Whether all that happened is dispatched, and each carrier has looked at it since. */
async function allHaveLooked(world: ChaosWorld, since: Date): Promise<boolean> {
  const rows = await world.db.query<{ looked: boolean }>(
    'SELECT "pokedAt" IS NULL AND "legAt" > $1 AS looked FROM carrier',
    [since],
  );
  return rows.every(({ looked }) => looked) && (await world.open()).events === 0;
}

async function openIncidents({ db }: ChaosWorld) {
  const { items } = await listIncidents(db, { state: 'open', kind: 'restore', limit: 10 });
  return items;
}
