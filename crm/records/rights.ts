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

type Reaching = { readonly actor: Actor; readonly action: RecordAction; readonly type: RecordTypeKey };

/** A condition that keeps rows within an actor's reach, and its parameters from `$first` on; null when nothing is in reach. */
export function reachCondition({
  first,
  ...reaching
}: Reaching & { readonly first: number }): { readonly sql: string; readonly params: readonly unknown[] } | null {
  const params: unknown[] = [];
  const sql = reachSql({
    ...reaching,
    column: (name) => `"${name}"`,
    bind: (value) => `$${first + params.push(value) - 1}::uuid`,
  });
  return sql === null ? null : { sql, params };
}

/** The same with columns and placeholders as the caller writes them. */
export function reachSql({
  actor,
  action,
  type,
  column,
  bind,
}: Reaching & {
  readonly column: (name: string) => string;
  /** The placeholder of an id. */
  readonly bind: (id: string | null) => string;
}): string | null {
  const reach = reachOf(actor, `${type}:${action}`);
  if (reach === null) return null;
  if (reach === 'all' || !('userId' in actor)) return 'true';
  const holders = (type === 'task' ? ['ownerId', 'assigneeId'] : ['ownerId']).map(column);
  const user = bind(actor.userId);
  const own = holders.map((holder) => `${holder} = ${user}`);
  if (reach === 'own') return `(${own.join(' OR ')})`;
  const team = bind(actor.teamId);
  const mates = `(SELECT id FROM "user" WHERE "teamId" = ${team})`;
  return `(${[...own, `${column('teamId')} = ${team}`, ...holders.map((holder) => `${holder} IN ${mates}`)].join(' OR ')})`;
}
