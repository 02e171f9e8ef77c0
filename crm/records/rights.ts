import type { RecordAction } from '../../domain/permissions/registry.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type Actor, reachOf } from '../actor.ts';
import type { Queryable } from '../database.ts';

/** Users whose records count as the team's, for an actor whose rights end there. */
export async function teamMates(db: Queryable, actor: Actor): Promise<ReadonlySet<string>> {
  if (!('teamId' in actor) || actor.teamId === null) return new Set();
  const rows = await db.query<{ id: string }>('SELECT id FROM "user" WHERE "teamId" = $1', [actor.teamId]);
  return new Set(rows.map(({ id }) => id));
}

/** Whether an actor may do this with this record. */
export function mayTouch({
  actor,
  action,
  record,
  mates,
}: {
  actor: Actor;
  action: RecordAction;
  record: RecordJson;
  mates: ReadonlySet<string>;
}): boolean {
  const reach = reachOf(actor, `${record.type}:${action}`);
  if (reach === 'all') return true;
  if (reach === null || !('userId' in actor)) return false;
  const holders = [record.ownerId, record.type === 'task' ? record.assigneeId : null];
  if (holders.includes(actor.userId)) return true;
  if (reach === 'own') return false;
  return (
    (actor.teamId !== null && record.teamId === actor.teamId) ||
    holders.some((id) => typeof id === 'string' && mates.has(id))
  );
}

/** A condition that keeps rows within an actor's reach, and its parameters from `$first` on; null when nothing is in reach. */
export function reachCondition({
  actor,
  action,
  type,
  first,
}: {
  actor: Actor;
  action: RecordAction;
  type: RecordTypeKey;
  first: number;
}): { readonly sql: string; readonly params: readonly unknown[] } | null {
  const reach = reachOf(actor, `${type}:${action}`);
  if (reach === null) return null;
  if (reach === 'all' || !('userId' in actor)) return { sql: 'true', params: [] };
  const holders = type === 'task' ? ['"ownerId"', '"assigneeId"'] : ['"ownerId"'];
  const own = holders.map((column) => `${column} = $${first}::uuid`);
  if (reach === 'own') return { sql: `(${own.join(' OR ')})`, params: [actor.userId] };
  const mates = `(SELECT id FROM "user" WHERE "teamId" = $${first + 1}::uuid)`;
  const team = [...own, `"teamId" = $${first + 1}::uuid`, ...holders.map((column) => `${column} IN ${mates}`)];
  return { sql: `(${team.join(' OR ')})`, params: [actor.userId, actor.teamId] };
}
