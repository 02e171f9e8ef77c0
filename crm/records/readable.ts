import { recordTypeKeys, recordTypes } from '../../domain/records/record-types.ts';
import type { Actor } from '../actor.ts';
import { reachCondition } from './rights.ts';

/** A condition in SQL, and its parameters from a number on. */
export type Condition = { readonly sql: string; readonly params: readonly unknown[] };

/**
 * Keeps what is about records (messages, runs) to those about records that the actor may read, as it may quote all of them; what is
 * about none stays. `type` and `id` are SQL of the record; the parameters begin at `$first`.
 */
export function aboutReadable(
  actor: Actor,
  { type, id, first }: { readonly type: string; readonly id: string; readonly first: number },
): Condition {
  const params: unknown[] = [];
  const parts = recordTypeKeys.map((key) => {
    const reach = reachCondition({ actor, action: 'read', type: key, first: first + params.length });
    if (reach === null) return 'false';
    params.push(...reach.params);
    const ofType = `${type} = '${key}'`;
    if (reach.sql === 'true') return ofType;
    return `(${ofType} AND EXISTS (SELECT 1 FROM "${recordTypes[key].table}" s WHERE s.id = ${id} AND ${reach.sql}))`;
  });
  const isAll = parts.every((part, n) => part === `${type} = '${recordTypeKeys[n]}'`);
  return isAll ? { sql: 'true', params: [] } : { sql: `(${type} IS NULL OR ${parts.join(' OR ')})`, params };
}
