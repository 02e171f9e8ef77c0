import { boundDiff } from '../../domain/approvals/binding.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { readRecords } from '../records/read.ts';
import { finishAct } from './act-on-approval.ts';
import { endHappenings } from './announce-approval.ts';
import type { StoredApproval } from './approval-row.ts';
import { lockApprovals } from './store.ts';
import { voided } from './void-changed.ts';

/**
 * Voids what is bound to content that has changed, while it is pending and after it was approved: by what the records hold now, for an
 * event may be older than the approval.
 */
export async function voidByEvents(
  tx: Tx,
  events: readonly { readonly type: string; readonly recordId: string | null; readonly changes: object | null }[],
  now: Date,
): Promise<void> {
  const changed = events.flatMap(({ type, recordId, changes }) =>
    (type === 'record.updated' || type === 'record.deleted') && recordId !== null && changes !== null ? [recordId] : [],
  );
  if (changed.length === 0) return;
  const bound = await tx.query<{ id: string }>(
    `SELECT id FROM approval WHERE "recordId" = ANY($1::uuid[]) AND state IN ('open', 'approved') AND bind <> '{}' ORDER BY id`,
    [[...new Set(changed)]],
  );
  if (bound.length === 0) return;
  const approvals = await lockApprovals(
    tx,
    bound.map(({ id }) => id),
  );
  const records = await recordsOf(tx, approvals);
  for (const stored of approvals) {
    const after = voided(stored, boundDiff(stored.bound, records.get(stored.recordId) ?? null), now.toISOString());
    if (after) await finishAct(tx, after, endHappenings(after), { actor: systemActor, cause: [], now });
  }
}

async function recordsOf(tx: Tx, approvals: readonly StoredApproval[]): Promise<Map<string, RecordJson>> {
  const found = new Map<string, RecordJson>();
  for (const [type, group] of groupBy(approvals, ({ recordType }) => recordType)) {
    const read = await readRecords(
      tx,
      type,
      group.map(({ recordId }) => recordId),
    );
    for (const [id, record] of read) found.set(id, record);
  }
  return found;
}
