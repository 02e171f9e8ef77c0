import { AppError } from '../../domain/errors.ts';
import type { Actor } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';

/** Where records wait for somebody. */
export type Queue = {
  readonly key: string;
  readonly name: string;
  /** Ids of users who take from it. */
  readonly members: readonly string[];
  /** Ids of users who are told of a record that nobody could take; the administrators when empty. */
  readonly alert: readonly string[];
};

/** All queues by name. */
export function listQueues(db: Queryable): Promise<Queue[]> {
  return db.query<Queue>('SELECT key, name, members, alert FROM queue ORDER BY name, key');
}

/** Stores a queue under its key, new or not. @throws AppError invalid for users that are not there */
export async function saveQueue(tx: Tx, { actor, queue }: { actor: Actor; queue: Queue }): Promise<Queue> {
  for (const part of ['members', 'alert'] as const) {
    const known = await tx.query<{ id: string }>('SELECT id FROM "user" WHERE id::text = ANY($1::text[])', [
      queue[part],
    ]);
    if (known.length === new Set(queue[part]).size) continue;
    const message = 'One of these users is not there.';
    throw new AppError('invalid', {
      issues: [{ severity: 'error', code: 'no-such-record', path: `/${part}`, message }],
    });
  }
  await tx.query(
    `INSERT INTO queue (key, name, members, alert, "updatedAt") VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, members = excluded.members, alert = excluded.alert, "updatedAt" = now()`,
    [queue.key, queue.name, queue.members, queue.alert],
  );
  await auditAction(tx, { actor, action: 'queue.saved', resource: { type: 'queue', id: queue.key }, changes: queue });
  return queue;
}

/** Removes a queue; records that name it keep its name. @throws AppError not-found */
export async function deleteQueue(tx: Tx, { actor, key }: { actor: Actor; key: string }): Promise<void> {
  const rows = await tx.query('DELETE FROM queue WHERE key = $1 RETURNING key', [key]);
  if (rows.length === 0) throw new AppError('not-found', { detail: 'There is no such queue.' });
  await auditAction(tx, { actor, action: 'queue.deleted', resource: { type: 'queue', id: key } });
}

/** Active users who are told when nobody could take a record: those of the queue, else the administrators. */
export async function alertOf(db: Queryable, queue: string | null): Promise<string[]> {
  const named = await db.query<{ id: string }>(
    `SELECT u.id FROM queue q JOIN "user" u ON u.id::text = ANY(q.alert) WHERE q.key = $1 AND u.active ORDER BY u.id`,
    [queue],
  );
  const rows =
    named.length > 0
      ? named
      : await db.query<{ id: string }>(`SELECT id FROM "user" WHERE active AND 'admin' = ANY("roleKeys") ORDER BY id`);
  return rows.map(({ id }) => id);
}
