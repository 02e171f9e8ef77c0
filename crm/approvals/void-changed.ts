import { boundDiff } from '../../domain/approvals/binding.ts';
import { endApproval } from '../../domain/approvals/decide.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { Tx } from '../database.ts';
import { readRecords } from '../records/read.ts';
import type { StoredApproval } from './approval-row.ts';

/**
 * The approval as voided, when the record is not what it is bound to any more; null while it is, and for what is over. Locks the record
 * until the transaction ends, so that nothing changes between this look and what is decided on it.
 */
export async function voidedBy(tx: Tx, stored: StoredApproval, now: Date): Promise<StoredApproval | null> {
  const { standing, recordType, recordId, bind, bound } = stored;
  if (standing.state !== 'open' || bind.length === 0) return null;
  await tx.query(`SELECT id FROM "${recordTypes[recordType].table}" WHERE id = $1 FOR NO KEY UPDATE`, [recordId]);
  const record = (await readRecords(tx, recordType, [recordId])).get(recordId) ?? null;
  return voided(stored, boundDiff(bound, record), now.toISOString());
}

/** The same by a difference that is known; what was approved is voided as well. */
export function voided(stored: StoredApproval, diff: StoredApproval['diff'], at: string): StoredApproval | null {
  const { standing } = stored;
  if (diff === null || (standing.state !== 'open' && standing.state !== 'approved')) return null;
  return { ...stored, diff, standing: endApproval(standing, 'voided', at) };
}
