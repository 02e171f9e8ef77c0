import type { Queryable } from '../database.ts';
import { type AuditRow, auditColumns } from './seal.ts';

/** An audit entry as lists show it. */
export type AuditEntry = Omit<AuditRow, 'at'> & { readonly at: string };

export type AuditFilter = {
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly limit: number;
  /** Entries with a smaller number. */
  readonly before?: number | undefined;
};

/** Entries, newest first. */
export async function listAudit(
  db: Queryable,
  filter: AuditFilter,
): Promise<{ items: AuditEntry[]; next: number | null }> {
  const { limit, before, resourceType, resourceId, actorId, action } = filter;
  const rows = await db.query<AuditRow>(
    `SELECT ${auditColumns} FROM audit_entry e
     WHERE ($1::bigint IS NULL OR e.seq < $1) AND ($2::text IS NULL OR e."resourceType" = $2) AND ($3::text IS NULL OR e."resourceId" = $3)
       AND ($4::text IS NULL OR e."actorId" = $4) AND ($5::text IS NULL OR e.action = $5)
     ORDER BY e.seq DESC LIMIT $6`,
    [before ?? null, resourceType ?? null, resourceId ?? null, actorId ?? null, action ?? null, limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { items, next: rows.length > limit ? (items.at(-1)?.seq ?? null) : null };
}
