import { AppError } from '../../domain/errors.ts';
import { systemActor } from '../actor.ts';
import type { Database } from '../database.ts';
import { enrollMany } from '../runs/enroll-many.ts';
import { raiseIncidents } from '../runs/incidents.ts';
import { notifyCarriers } from '../runs/notify-carriers.ts';
import type { Starting } from '../runs/start-by-hand.ts';
import { liveVersionByKey } from '../workflows/live-version.ts';

/** A time at which a schedule came: of which workflow's trigger, and when it was to come (ISO). */
export type ScheduledEnrollment = {
  readonly workflowId: string;
  readonly triggerId: string;
  readonly scheduledAt: string;
};

/** What rules see as the event of a run that a schedule started. */
const scheduleReached = 'schedule.reached';

/**
 * Admits the records that the condition of a schedule holds for now, each once for a scheduled time: after a crash it goes on
 * where it ended. A schedule that is published no more admits nobody; one whose condition cannot be asked raises an incident.
 */
export async function enrollScheduled(
  db: Database,
  { workflowId, triggerId, scheduledAt }: ScheduledEnrollment,
  starting: Omit<Starting, 'actor'>,
): Promise<{ count: number }> {
  const [workflow] = await db.query<{ key: string }>(
    `SELECT key FROM workflow WHERE id = $1 AND state IN ('active', 'paused') AND "deletedAt" IS NULL`,
    [workflowId],
  );
  const live = workflow && (await liveVersionByKey(db, starting.versions, workflow.key));
  const schedule = live?.version.definition.triggers.find(({ id }) => id === triggerId)?.schedule;
  if (!workflow || !schedule) return { count: 0 };
  const enrollment = {
    key: workflow.key,
    audience: { where: schedule.where },
    cause: `schedule:${scheduledAt}`,
    triggerId,
    event: { type: scheduleReached, at: scheduledAt, properties: { scheduledAt } },
  };
  try {
    const { count } = await enrollMany(db, enrollment, { ...starting, actor: systemActor });
    notifyCarriers(db);
    return { count };
  } catch (error) {
    if (!(error instanceof AppError) || !isLasting(error)) throw error;
    await db.transaction((tx) =>
      raiseIncidents(tx, [
        {
          kind: 'event',
          code: error.code,
          workflowKey: workflow.key,
          message: `The schedule "${triggerId}" of ${scheduledAt} could not start runs: ${error.message}`,
        },
      ]),
    );
    return { count: 0 };
  }
}

/** What another attempt does not mend. */
const isLasting = ({ code }: AppError) => code !== 'internal' && code !== 'unavailable';
