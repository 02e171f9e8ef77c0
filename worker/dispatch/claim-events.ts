import type { Queryable, Tx } from '../../crm/database.ts';
import type { Cause } from '../../crm/runs/run-row.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** An undone event, as dispatch needs it. */
export type OutboxEvent = {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly orderKey: string;
  readonly recordType: RecordTypeKey | null;
  readonly recordId: string | null;
  readonly at: Date;
  readonly createdAt: Date;
  readonly properties: JsonObject;
  /** After-image and changes of a record's event. */
  readonly record: JsonObject | null;
  readonly changes: Readonly<Record<string, { readonly old: unknown; readonly new: unknown }>> | null;
  readonly cause: Cause;
  readonly automations: boolean;
  readonly actorId: string | null;
  readonly links: readonly { readonly type: RecordTypeKey; readonly id: string }[];
};

/** What rules see of an event. */
export const eventData = ({ id, type, at, properties }: OutboxEvent): JsonObject => ({
  id,
  type,
  at: at.toISOString(),
  properties,
});

const columns = `e.id, e.seq, e.type, e."orderKey", e."recordType", e."recordId", e.at, e."createdAt", e.properties, e.record, e.changes, e.cause,
  e.automations, e."actorId",
  COALESCE((SELECT jsonb_agg(jsonb_build_object('type', l."recordType", 'id', l."recordId")) FROM event_link l WHERE l."eventId" = e.id), '[]'::jsonb) AS links`;

/**
 * Takes the oldest undone event of each record, those that no other dispatcher has: by flag and lock, never by a cursor,
 * because commits do not come in the order of their numbers.
 */
export function claimEvents(tx: Tx, limit: number): Promise<OutboxEvent[]> {
  return tx.query<OutboxEvent>(
    `
    SELECT ${columns} FROM event e
    WHERE e."doneAt" IS NULL AND NOT EXISTS (
      SELECT 1 FROM event p WHERE p."orderKey" = e."orderKey" AND p."doneAt" IS NULL AND p.seq < e.seq)
    ORDER BY e.seq LIMIT $1 FOR UPDATE OF e SKIP LOCKED`,
    [limit],
  );
}

/** One undone event, locked; nothing when it is done or with another dispatcher. */
export function claimEvent(tx: Tx, id: string): Promise<OutboxEvent[]> {
  return tx.query<OutboxEvent>(
    `SELECT ${columns} FROM event e WHERE e.id = $1 AND e."doneAt" IS NULL FOR UPDATE OF e SKIP LOCKED`,
    [id],
  );
}

/** Marks events done. */
export async function finishEvents(db: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.query('UPDATE event SET "doneAt" = now() WHERE id = ANY($1::uuid[])', [ids]);
}
