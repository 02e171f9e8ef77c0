import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { newId } from '../ids.ts';

/** Something that was done and is not a record change: who, what, to what. Secrets never belong into `changes`. */
export type AuditedAction = {
  readonly actor: Actor;
  /** `<resource>.<what happened>`: user.created, workflow.published. */
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string | null };
  readonly changes?: unknown;
  readonly requestId?: string;
};

/** Writes the audit entry of an action, in the caller's transaction. */
export async function auditAction(
  db: Queryable,
  { actor, action, resource, changes, requestId }: AuditedAction,
): Promise<void> {
  await db.query(
    `INSERT INTO audit_entry (id, "actorType", "actorId", action, "resourceType", "resourceId", changes, "requestId")
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8)`,
    [
      newId(),
      actor.type,
      actor.id,
      action,
      resource.type,
      resource.id,
      changes === undefined ? null : JSON.stringify(changes),
      requestId ?? null,
    ],
  );
}
