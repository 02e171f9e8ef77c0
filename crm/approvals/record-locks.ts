import type { FieldChanges, RecordJson } from '../../domain/records/record.ts';
import type { Actor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { refused, type WriteResult } from '../records/change.ts';

type Held = { id: string; title: string; recordId: string; runId: string; lock: 'fields' | 'all'; bind: string[] };

/** Whether an open approval keeps a record from being changed so by somebody; null when none does. */
export type LockCheck = (
  actor: Actor,
  made: { readonly before: RecordJson; readonly after: RecordJson | null; readonly changes: FieldChanges },
) => WriteResult | null;

/** Fields that change with every change. */
const bookkeeping = ['version', 'updatedAt'];

/**
 * The locks that open approvals hold on records: read from the approvals each time, so none can be left behind. The run that asks, and
 * the product itself, change the record all the same.
 */
export async function recordLocks(tx: Tx, recordIds: readonly string[]): Promise<LockCheck> {
  const rows =
    recordIds.length === 0
      ? []
      : await tx.query<Held>(
          `SELECT id, title, "recordId", "runId", lock, bind FROM approval WHERE "recordId" = ANY($1::uuid[]) AND state = 'open' AND lock <> 'none'`,
          [recordIds],
        );
  return (actor, { before, after, changes }) => {
    if (rows.length === 0 || actor.type === 'system') return null;
    const fields = Object.keys(changes).filter((field) => !bookkeeping.includes(field));
    const held = rows.find(
      ({ recordId, runId, lock, bind }) =>
        recordId === before.id &&
        !(actor.type === 'run' && actor.id === runId) &&
        (after === null || lock === 'all' || fields.some((field) => bind.includes(field))),
    );
    if (!held) return null;
    const which = held.lock === 'all' ? 'It' : `${held.bind.join(', ')}`;
    return refused(
      'record-locked',
      `${which} cannot be changed while the approval "${held.title}" (${held.id}) is open. Decide or recall it first.`,
    );
  };
}
