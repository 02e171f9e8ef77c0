import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { get, patch } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';

export type OwnedRecord = {
  readonly type: RecordTypeKey;
  readonly id: string;
  readonly version: number | null;
  /** Whose it was when the user decided. */
  readonly ownerId: string | null;
};

/**
 * Gives a record to somebody. What else changed of it in the meantime is no reason to refuse, as cases are escalated
 * while somebody looks at them: only who else gave it away is.
 */
export async function giveRecord(record: OwnedRecord, ownerId: string | null): Promise<RecordJson> {
  const path = `/api/records/${record.type}/${record.id}`;
  try {
    return await patch<RecordJson>(path, { ownerId }, record.version ?? undefined);
  } catch (error) {
    if (!isProblem(error, 'version-conflict')) throw error;
    const now = await get<RecordJson>(path);
    if ((now.ownerId ?? null) !== record.ownerId || now.version === record.version) throw error;
    return giveRecord({ ...record, version: now.version }, ownerId);
  }
}
