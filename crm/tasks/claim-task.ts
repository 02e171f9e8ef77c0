import { AppError } from '../../domain/errors.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Person } from '../actor.ts';
import { noteAssignments } from '../assignment/note-assignments.ts';
import type { Tx } from '../database.ts';
import { writeRecords } from '../records/write.ts';

type Claiming = { readonly actor: Person; readonly id: string; readonly now: Date };
type TaskRow = {
  readonly status: string | null;
  readonly assigneeId: string | null;
  readonly queue: string | null;
  readonly member: boolean;
};

/**
 * Takes a task from its queue: the first who asks has it, the others are told. Taking it again changes nothing.
 * @throws AppError not-found, conflict, forbidden
 */
export async function claimTask(tx: Tx, { actor, id, now }: Claiming): Promise<RecordJson> {
  const task = await lockTask(tx, actor, id);
  if (task.status !== 'open') throw new AppError('conflict', { detail: 'This task is not open any more.' });
  if (task.assigneeId !== null && task.assigneeId !== actor.userId)
    throw new AppError('conflict', { detail: 'Somebody else has this task already.' });
  if (task.queue === null) throw new AppError('conflict', { detail: 'This task does not come from a queue.' });
  if (!task.member)
    throw new AppError('forbidden', { detail: `Only members of the queue ${task.queue} take from it.` });
  return assign(tx, { actor, id, now }, { userId: actor.userId, queue: task.queue });
}

/** Puts a task back into its queue. @throws AppError not-found, conflict */
export async function unclaimTask(tx: Tx, { actor, id, now }: Claiming): Promise<RecordJson> {
  const task = await lockTask(tx, actor, id);
  if (task.queue === null || task.status !== 'open')
    throw new AppError('conflict', { detail: 'This task does not come from a queue, or is not open any more.' });
  if (task.assigneeId !== actor.userId) throw new AppError('conflict', { detail: 'This task is not yours.' });
  return assign(tx, { actor, id, now }, { userId: null, queue: task.queue });
}

async function lockTask(tx: Tx, actor: Person, id: string): Promise<TaskRow> {
  const [row] = await tx.query<TaskRow>(
    `SELECT t.status, t."assigneeId", t.queue, EXISTS (SELECT 1 FROM queue q WHERE q.key = t.queue AND $2 = ANY(q.members)) AS member
     FROM task t WHERE t.id = $1 FOR UPDATE OF t`,
    [id, actor.userId],
  );
  if (!row) throw new AppError('not-found', { detail: 'There is no such task.' });
  return row;
}

async function assign(
  tx: Tx,
  { actor, id, now }: Claiming,
  { userId, queue }: { userId: string | null; queue: string | null },
): Promise<RecordJson> {
  // To stand in the queue is the right to this change, whatever one may do with tasks otherwise.
  const permissions = [...actor.permissions, { resource: 'task', action: 'update', scope: 'all' } as const];
  const [result] = await writeRecords(tx, { actor: { ...actor, permissions }, cause: [], automations: true, now }, [
    { kind: 'update', type: 'task', id, change: { set: { assigneeId: userId, ownerId: userId } } },
  ]);
  if (result?.kind !== 'ok') throw new AppError('conflict', { detail: 'The task could not be changed.' });
  const record = { type: 'task', id } as const;
  await noteAssignments(tx, [{ record, userId, queue: userId === null ? queue : null, by: 'claim', reason: {} }], now);
  return result.record;
}
