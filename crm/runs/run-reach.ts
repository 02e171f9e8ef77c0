import type { PermissionKey } from '../../domain/permissions/registry.ts';
import { recordTypeKeys, recordTypes } from '../../domain/records/record-types.ts';
import { type Actor, reachOf } from '../actor.ts';
import { reachCondition } from '../records/rights.ts';

/**
 * A condition on `run r` that keeps it within an actor's reach: narrower than all, a run counts as its record's. Null when
 * nothing is in reach. Its parameters begin at `$first`.
 */
export function runReach(
  actor: Actor,
  key: PermissionKey,
  first: number,
): { readonly sql: string; readonly params: readonly unknown[] } | null {
  const reach = reachOf(actor, key);
  if (reach === null) return null;
  if (reach === 'all' || !('userId' in actor)) return { sql: 'true', params: [] };
  const narrowed: Actor = {
    ...actor,
    permissions: recordTypeKeys.map((resource) => ({ resource, action: 'read', scope: reach })),
  };
  const conditions = recordTypeKeys.map((type) => {
    const own = reachCondition({ actor: narrowed, action: 'read', type, first });
    return `(r."subjectType" = '${type}' AND EXISTS (SELECT 1 FROM "${recordTypes[type].table}" s WHERE s.id = r."subjectId" AND ${own?.sql ?? 'false'}))`;
  });
  return {
    sql: `(${conditions.join(' OR ')})`,
    params: reach === 'own' ? [actor.userId] : [actor.userId, actor.teamId],
  };
}
