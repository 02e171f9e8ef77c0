import { createHash } from 'node:crypto';
import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Database, Tx } from '../crm/database.ts';
import { isDurationProblem, parseIsoDuration } from '../domain/time/iso-duration.ts';
import type { ScheduleSettings } from '../domain/triggers/schedule.ts';
import type { ScheduledAudienceInput } from '../workflows/scheduled-audience.ts';
import type { TriggerIndex } from './dispatch/trigger-index.ts';
import { taskQueues } from './relay.ts';

/** Times that were missed, while nothing ran, are made up for so long; older ones are not. */
const catchupWindow = '1 day';
/** Longest time to tell one schedule, in ms. */
const tellTimeout = 5000;
/** Any number that nothing else locks: one worker at a time tells Temporal. */
const scheduleLock = 7_223_394;

export type ScheduleDeps = {
  readonly db: Database;
  readonly client: Client;
  readonly index: TriggerIndex;
  readonly companyZone: () => string;
  /** Task queues of the workflow and its activity; those of production when absent. */
  readonly queues?: { readonly carriers: string; readonly bulk: string };
};

type Wanted = {
  readonly workflowId: string;
  readonly triggerId: string;
  readonly settings: ScheduleSettings;
  readonly paused: boolean;
  readonly hash: string;
};
type Told = { readonly workflowId: string; readonly triggerId: string; readonly hash: string };

const scheduleIdOf = ({ workflowId, triggerId }: Pick<Told, 'workflowId' | 'triggerId'>) =>
  `schedule-${workflowId}-${triggerId}`;

/**
 * Keeps Temporal's schedules in step with the published workflows: one for each schedule trigger, standing still while its
 * workflow is paused, gone when nothing published has it. What Temporal was told stands in rows, so that nothing is told twice.
 * @param thorough also asks Temporal whether it still has them
 * @returns how many were told
 */
export async function syncSchedules(deps: ScheduleDeps, { thorough = false } = {}): Promise<number> {
  const { db, index, companyZone } = deps;
  return db.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [scheduleLock]);
    await index.refresh(tx);
    const told = new Map((await toldOf(tx)).map((row) => [scheduleIdOf(row), row]));
    const wanted = new Map(wantedOf(index, companyZone()).map((item) => [scheduleIdOf(item), item]));
    let count = 0;
    const ask = <T>(work: () => Promise<T>) => deps.client.withDeadline(Date.now() + tellTimeout, work);
    for (const [id, item] of wanted) {
      const isTold = told.get(id)?.hash === item.hash;
      if (isTold && (!thorough || (await ask(() => isThere(deps.client, id))))) continue;
      await ask(() => tell(deps, item));
      await remember(tx, item);
      count += 1;
    }
    for (const [id, row] of told) {
      if (wanted.has(id)) continue;
      await ask(() => forget(deps.client, id));
      await tx.query('DELETE FROM schedule_trigger WHERE "workflowId" = $1 AND "triggerId" = $2', [
        row.workflowId,
        row.triggerId,
      ]);
      count += 1;
    }
    return count;
  });
}

function wantedOf(index: TriggerIndex, companyZone: string): Wanted[] {
  return index.timed().flatMap(({ version: { workflowId }, trigger: { id, schedule }, paused }) => {
    if (schedule === undefined) return [];
    const settings = { ...schedule, zone: schedule.zone ?? companyZone };
    const { where: _, ...time } = settings;
    const hash = createHash('sha256')
      .update(JSON.stringify([time, paused]))
      .digest('hex');
    return [{ workflowId, triggerId: id, settings, paused, hash }];
  });
}

const toldOf = (tx: Tx) => tx.query<Told>('SELECT "workflowId", "triggerId", hash FROM schedule_trigger');

async function remember(tx: Tx, { workflowId, triggerId, hash }: Told): Promise<void> {
  await tx.query(
    `INSERT INTO schedule_trigger ("workflowId", "triggerId", hash) VALUES ($1, $2, $3)
     ON CONFLICT ("workflowId", "triggerId") DO UPDATE SET hash = excluded.hash`,
    [workflowId, triggerId, hash],
  );
}

async function tell({ client, queues = taskQueues }: ScheduleDeps, wanted: Wanted): Promise<void> {
  const { workflowId, triggerId, settings, paused } = wanted;
  const scheduleId = scheduleIdOf(wanted);
  const input: ScheduledAudienceInput = { workflowId, triggerId, queue: queues.bulk };
  const options = {
    scheduleId,
    spec: specOf(settings),
    action: {
      type: 'startWorkflow',
      workflowType: 'scheduledAudience',
      workflowId: scheduleId,
      taskQueue: queues.carriers,
      args: [input],
    },
    // A time that comes while the one before is still at it waits for it; a third is left out.
    policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow },
    state: { paused },
  } satisfies ScheduleOptions;
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await client.schedule
      .getHandle(scheduleId)
      .update((before) => ({ ...before, spec, action, policies, state: { ...before.state, paused } }));
  }
}

function specOf({ cron, every, zone }: ScheduleSettings): ScheduleOptions['spec'] {
  if (every === undefined) return { cronExpressions: [cron ?? ''], timezone: zone ?? 'UTC' };
  const duration = parseIsoDuration(every);
  return { intervals: [{ every: isDurationProblem(duration) ? 0 : duration.millis }] };
}

async function isThere(client: Client, scheduleId: string): Promise<boolean> {
  try {
    await client.schedule.getHandle(scheduleId).describe();
    return true;
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return false;
    throw error;
  }
}

async function forget(client: Client, scheduleId: string): Promise<void> {
  try {
    await client.schedule.getHandle(scheduleId).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}
