import { systemActor } from '../actor.ts';
import type { Database } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';

const batch = 200;

/**
 * Tells of open tasks that are past their due time as `task.overdue` of the task and of what it is about, once for each due time: the
 * id of the event follows from both.
 * @returns how many
 */
export async function tellOverdue(db: Database, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<{
      id: string;
      title: string | null;
      assigneeId: string | null;
      dueAt: Date;
      relatedType: string | null;
      relatedId: string | null;
    }>(
      `UPDATE task SET "overdueFor" = "dueAt" WHERE id IN (
         SELECT id FROM task WHERE status = 'open' AND "dueAt" <= $1 AND "overdueFor" IS DISTINCT FROM "dueAt" ORDER BY id LIMIT ${batch} FOR UPDATE SKIP LOCKED)
       RETURNING id, title, "assigneeId", "dueAt", "relatedType", "relatedId"`,
      [now],
    );
    const events = rows.flatMap(({ id, title, assigneeId, dueAt, relatedType, relatedId }) => {
      const properties = { taskId: id, title, assigneeId, dueAt: dueAt.toISOString() };
      const event = { type: 'task.overdue', at: now.toISOString(), properties };
      const key = `task-overdue:${id}:${dueAt.toISOString()}`;
      const about =
        relatedType !== null && relatedId !== null
          ? [{ ...event, id: `${key}:related`, recordType: relatedType, recordId: relatedId }]
          : [];
      return [{ ...event, id: key, recordType: 'task', recordId: id }, ...about];
    });
    if (events.length > 0) await acceptEvents(tx, { actor: systemActor, cause: [], now }, events);
    return rows.length;
  });
}
