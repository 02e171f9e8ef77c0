import type { Scope } from '../../domain/permissions/permission.ts';
import { recordTypeKeys, recordTypes } from '../../domain/records/record-types.ts';
import { type Actor, type Person, reachOf } from '../actor.ts';
import { aboutReadable, type Condition } from '../records/readable.ts';
import { reachCondition } from '../records/rights.ts';

/**
 * A condition on `run r` that keeps it within an actor's reach: narrower than all, a run counts as its record's. To read one takes
 * the right to read its record as well, which it may quote. Null when nothing is in reach. Its parameters begin at `$first`.
 */
export function runReach(actor: Actor, key: 'run:read' | 'run:operate', first: number): Condition | null {
  const reach = reachOf(actor, key);
  if (reach === null) return null;
  const held =
    reach === 'all' || !('userId' in actor) ? { sql: 'true', params: [] } : ofOwnRecords(actor, reach, first);
  if (key !== 'run:read') return held;
  const about = aboutReadable(actor, {
    type: 'r."subjectType"',
    id: 'r."subjectId"',
    first: first + held.params.length,
  });
  return { sql: `${held.sql} AND ${about.sql}`, params: [...held.params, ...about.params] };
}

/** Runs of records that are the actor's own, or their team's. */
function ofOwnRecords(actor: Person, scope: Scope, first: number): Condition {
  const narrowed: Actor = {
    ...actor,
    permissions: recordTypeKeys.map((resource) => ({ resource, action: 'read', scope })),
  };
  const conditions = recordTypeKeys.map((type) => {
    const own = reachCondition({ actor: narrowed, action: 'read', type, first });
    return `(r."subjectType" = '${type}' AND EXISTS (SELECT 1 FROM "${recordTypes[type].table}" s WHERE s.id = r."subjectId" AND ${own?.sql ?? 'false'}))`;
  });
  return {
    sql: `(${conditions.join(' OR ')})`,
    params: scope === 'own' ? [actor.userId] : [actor.userId, actor.teamId],
  };
}
