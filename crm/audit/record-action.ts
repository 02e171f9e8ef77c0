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
export function auditAction(db: Queryable, action: AuditedAction): Promise<void> {
  return auditActions(db, [action]);
}

/** The same for many. */
export async function auditActions(db: Queryable, actions: readonly AuditedAction[]): Promise<void> {
  if (actions.length === 0) return;
  const rows = actions.map(({ actor, action, resource, changes, requestId }) => ({
    id: newId(),
    actorType: actor.type,
    actorId: actor.id,
    action,
    resourceType: resource.type,
    resourceId: resource.id,
    changes: changes ?? null,
    requestId: requestId ?? null,
  }));
  await db.query(
    `INSERT INTO audit_entry (id, "actorType", "actorId", action, "resourceType", "resourceId", changes, "requestId")
     SELECT id, "actorType", "actorId", action, "resourceType", "resourceId", NULLIF(changes, 'null'::jsonb), "requestId"
     FROM jsonb_to_recordset($1::jsonb) AS a(id uuid, "actorType" text, "actorId" text, action text, "resourceType" text, "resourceId" text,
       changes jsonb, "requestId" text)`,
    [JSON.stringify(rows)],
  );
}
