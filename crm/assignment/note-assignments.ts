import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { newId } from '../ids.ts';
import { rowSet } from '../row-set.ts';

/** Who got a record, and why. */
export type NotedAssignment = {
  readonly record: RecordKey;
  readonly userId: string | null;
  readonly queue: string | null;
  readonly by: string;
  readonly reason: unknown;
  readonly runId?: string;
  readonly stepId?: string;
};

const columns = rowSet({
  id: 'uuid',
  recordType: 'text',
  recordId: 'uuid',
  userId: 'uuid',
  queue: 'text',
  by: 'text',
  reason: 'jsonb',
  runId: 'uuid',
  stepId: 'text',
  at: 'timestamptz',
});
const names = 'id, "recordType", "recordId", "userId", queue, "by", reason, "runId", "stepId", at';

/** Keeps assignments with their reasons: the timeline of the record shows them. */
export async function noteAssignments(db: Queryable, items: readonly NotedAssignment[], now: Date): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map(({ record, ...rest }) => ({
    ...rest,
    id: newId(),
    recordType: record.type,
    recordId: record.id,
    at: now.toISOString(),
  }));
  await db.query(`INSERT INTO assignment (${names}) SELECT ${names} FROM ${columns.from('$1')} AS a`, [
    columns.of(rows),
  ]);
}
