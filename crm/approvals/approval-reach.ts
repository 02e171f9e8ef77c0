import { type Actor, type Person, reachOf } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { aboutReadable, type Condition } from '../records/readable.ts';
import type { StoredApproval } from './approval-row.ts';

/** A slot of `approval a` that asks, or has asked, somebody of these. */
const asks = (people: string) => `a.id IN (SELECT s."approvalId" FROM approval_slot s WHERE s.candidates && ${people})`;

/**
 * A condition on `approval a` that keeps it within an actor's reach; null when nothing is. `own`: what one is asked, has been asked or
 * has submitted, also where one may not read the record; further ones only about records that one may read. Parameters begin at `$first`.
 */
export function approvalReach(actor: Actor, first: number): Condition | null {
  const reach = reachOf(actor, 'approval:read');
  if (reach === null) return null;
  if (!('userId' in actor)) return { sql: 'true', params: [] };
  const own = `(a."submitterId" = $${first} OR ${asks(`ARRAY[$${first}]::uuid[]`)})`;
  if (reach === 'own') return { sql: own, params: [actor.userId] };
  if (reach === 'team') {
    const mates = `ARRAY(SELECT id FROM "user" WHERE "teamId" = $${first + 1})`;
    const about = aboutReadable(actor, { type: 'a."recordType"', id: 'a."recordId"', first: first + 2 });
    const team = `(a."submitterId" = ANY(${mates}) OR ${asks(mates)})`;
    return { sql: `(${own} OR (${team} AND ${about.sql}))`, params: [actor.userId, actor.teamId, ...about.params] };
  }
  const about = aboutReadable(actor, { type: 'a."recordType"', id: 'a."recordId"', first: first + 1 });
  return about.sql === 'true' ? about : { sql: `(${own} OR ${about.sql})`, params: [actor.userId, ...about.params] };
}

/** Whether a right of somebody reaches what others are asked by these users' slots, beyond their own. */
export async function mayActForOthers(
  db: Queryable,
  actor: Person,
  key: 'approval:decide' | 'approval:reassign' | 'approval:recall',
  { standing, submitterId }: StoredApproval,
): Promise<boolean> {
  const reach = reachOf(actor, key);
  if (reach !== 'team' || actor.teamId === null) return reach === 'all';
  const people = [
    ...standing.slots.flatMap(({ candidates }) => candidates),
    ...(submitterId === null ? [] : [submitterId]),
  ];
  const mates = await db.query('SELECT 1 FROM "user" WHERE id = ANY($1::uuid[]) AND "teamId" = $2 LIMIT 1', [
    people,
    actor.teamId,
  ]);
  return mates.length > 0;
}
