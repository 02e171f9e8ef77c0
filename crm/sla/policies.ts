import { AppError } from '../../domain/errors.ts';
import { type Policy, policySchema } from '../../domain/sla/policy.ts';
import type { Actor } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import { demandCalendar } from '../calendars/calendar-users.ts';
import type { Queryable, Tx } from '../database.ts';

export type StoredPolicy = Policy & { readonly key: string };
type Row = {
  readonly key: string;
  readonly name: string;
  readonly recordType: string;
  readonly position: number;
  readonly active: boolean;
  readonly content: object;
};

const policyOf = ({ key, name, recordType, position, active, content }: Row): StoredPolicy => ({
  ...policySchema.parse({ ...content, name, recordType, position, active }),
  key,
});

/** All policies in the order in which they are asked. */
export async function listPolicies(db: Queryable, { active }: { active?: true } = {}): Promise<StoredPolicy[]> {
  const rows = await db.query<Row>(
    `SELECT key, name, "recordType", position, active, content FROM sla_policy WHERE ${active ? 'active' : 'true'} ORDER BY position, key`,
  );
  return rows.map(policyOf);
}

/** Stores a policy under its key; open clocks get its calendar, targets and warnings once they are counted anew, the rest counts from the next change of their record on. @throws AppError invalid */
export async function savePolicy(
  tx: Tx,
  { actor, key, policy }: { actor: Actor; key: string; policy: Policy },
): Promise<StoredPolicy> {
  await demandCalendar(tx, policy.calendar, '/calendar');
  const { name, recordType, position, active, ...content } = policy;
  await tx.query(
    `INSERT INTO sla_policy (key, name, "recordType", position, active, content, "updatedAt") VALUES ($1, $2, $3, $4, $5, $6::jsonb, now())
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, "recordType" = excluded."recordType", position = excluded.position,
       active = excluded.active, content = excluded.content, "updatedAt" = now()`,
    [key, name, recordType, position, active, JSON.stringify(content)],
  );
  await auditAction(tx, {
    actor,
    action: 'sla-policy.saved',
    resource: { type: 'sla-policy', id: key },
    changes: policy,
  });
  return { ...policy, key };
}

/** Removes a policy; its clocks end with the next change of their record. @throws AppError not-found */
export async function deletePolicy(tx: Tx, { actor, key }: { actor: Actor; key: string }): Promise<void> {
  const rows = await tx.query('DELETE FROM sla_policy WHERE key = $1 RETURNING key', [key]);
  if (rows.length === 0) throw new AppError('not-found', { detail: 'There is no such policy.' });
  await auditAction(tx, { actor, action: 'sla-policy.deleted', resource: { type: 'sla-policy', id: key } });
}
