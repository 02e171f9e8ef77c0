import { groupBy } from '../../domain/group-by.ts';
import { titleOf } from '../../domain/records/record-types.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import type { StoredApproval } from './approval-row.ts';
import { type ApprovalDetails, viewOfApproval } from './approval-view.ts';
import { readComments } from './comments.ts';
import { readApprovals } from './store.ts';

/** Approvals as lists and pages show them: with the titles of their records, and what was changed since the round before. */
export async function showApprovals(db: Queryable, approvals: readonly StoredApproval[]): Promise<ApprovalDetails[]> {
  const titles = await titlesOf(db, approvals);
  const before = await roundsBefore(db, approvals);
  const comments = await readComments(
    db,
    approvals.map(({ id }) => id),
  );
  return approvals.map((stored) =>
    viewOfApproval(stored, {
      recordTitle: titles.get(stored.recordId) ?? null,
      before: before.get(stored.id),
      comments: comments.get(stored.id) ?? [],
    }),
  );
}

/** Whoever is asked is told what the record is called, also where they may not read it. */
async function titlesOf(db: Queryable, approvals: readonly StoredApproval[]): Promise<ReadonlyMap<string, string>> {
  const titles = new Map<string, string>();
  for (const [type, group] of groupBy(approvals, ({ recordType }) => recordType)) {
    const ids = [...new Set(group.map(({ recordId }) => recordId))];
    for (const [id, record] of await readRecords(db, type, ids)) titles.set(id, titleOf(type, record));
  }
  return titles;
}

/** Of each approval the one before it about the same record by the same step, by the id of the later one. */
async function roundsBefore(
  db: Queryable,
  approvals: readonly StoredApproval[],
): Promise<ReadonlyMap<string, StoredApproval>> {
  const rows = await db.query<{ id: string; before: string }>(
    `SELECT a.id, b.id AS before FROM approval a JOIN LATERAL (
       SELECT b.id FROM approval b WHERE b."recordId" = a."recordId" AND b."workflowKey" = a."workflowKey" AND b."stepId" = a."stepId"
         AND (b."createdAt", b.id) < (a."createdAt", a.id) ORDER BY b."createdAt" DESC, b.id DESC LIMIT 1) b ON true
     WHERE a.id = ANY($1::uuid[])`,
    [approvals.map(({ id }) => id)],
  );
  const found = await readApprovals(
    db,
    rows.map(({ before }) => before),
  );
  const byId = new Map(found.map((stored) => [stored.id, stored]));
  return new Map(
    rows.flatMap(({ id, before }) => {
      const stored = byId.get(before);
      return stored ? [[id, stored]] : [];
    }),
  );
}

/** The earlier rounds about the same record by the same step, newest first: what whoever is asked is told of the history. */
export async function earlierRounds(db: Queryable, stored: StoredApproval): Promise<StoredApproval[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM approval WHERE "recordId" = $1 AND "workflowKey" = $2 AND "stepId" = $3 AND ("createdAt", id) < ($4::timestamptz, $5::uuid)
     ORDER BY "createdAt" DESC, id DESC LIMIT 20`,
    [stored.recordId, stored.workflowKey, stored.stepId, stored.createdAt, stored.id],
  );
  return readApprovals(
    db,
    rows.map(({ id }) => id),
  );
}
