import { until } from '../harness/until.ts';
import type { ChaosWorld } from './chaos-world.ts';
import type { FaultPlan } from './fault-plan.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';

/** All that a run does or is, and what it leaves. */
const tables = [
  ...['run', 'run_position', 'run_fork', 'run_step', 'wait_key', 'enrollment', 'incident'],
  ...['message', 'message_event', 'hand_off', 'send_count', 'consent', 'suppression'],
  ...['lead', 'task', 'interaction', 'event', 'event_link', 'event_key', 'audit_entry', 'audit_seal', 'stream_entry'],
];
/** Of a carrier; when it was looked at last, and told to look, anybody may note. */
const carrierColumns = ['id', '"versionId"', 'queue', 'active', '"dueAt"', '"startedAt"', '"createdAt"'];

/**
 * A worker stops in its tracks at a point, with runs in its hands; another one finishes them; then the first goes on, until
 * it has looked around again, and is asked to end: what it had begun is over when it has.
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
  await until('all that was written is sealed', () => allSealed(world));
  await other.stop();
  const before = await snapshot(world);
  const goesOnAt = await databaseTime(world);
  stopped.send('SIGCONT');
  await until('the stopped worker to look at its rows again', () => hasAsked(world, goesOnAt));
  await stopped.stop();
  const { code, signal } = await stopped.ended;
  if (code !== 0) throw new Error(`The stopped worker ended with ${signal ?? code}:\n${stopped.output()}`);
  return { before, after: await snapshot(world) };
}

async function databaseTime({ db }: ChaosWorld): Promise<Date> {
  const [row] = await db.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  return row?.now ?? new Date();
}

async function allSealed({ db }: ChaosWorld): Promise<boolean> {
  const unsealed = await db.query(
    'SELECT 1 FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s."entryId" = e.id) LIMIT 1',
  );
  return unsealed.length === 0;
}

/** Whether the only worker there is has asked the database for anything since. */
async function hasAsked({ db }: ChaosWorld, since: Date): Promise<boolean> {
  const asked = await db.query(
    `SELECT 1 FROM pg_stat_activity WHERE application_name = 'cadenza-worker' AND query_start > $1`,
    [since],
  );
  return asked.length > 0;
}

async function snapshot({ db }: ChaosWorld): Promise<string> {
  const selections = [
    ...tables.map((table) => ({ table, columns: 't.xmin, t.*' })),
    { table: 'carrier', columns: carrierColumns.join(', ') },
  ];
  const parts = await Promise.all(
    selections.map(async ({ table, columns }) => {
      const rows = await db.query<{ row: string }>(
        `SELECT concat_ws(' ', ${columns}) AS row FROM "${table}" t ORDER BY 1`,
      );
      return [table, ...rows.map(({ row }) => row)].join('\n');
    }),
  );
  return parts.join('\n');
}
