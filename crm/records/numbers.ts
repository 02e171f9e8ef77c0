import { groupBy } from '../../domain/group-by.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { Tx } from '../database.ts';
import type { Made } from './apply-changes.ts';

/**
 * Gives the next numbers of their series to created records that have none: `OF-2026-0001`. Without gaps: the series is
 * locked until the transaction ends.
 */
export async function numberCreated(tx: Tx, made: readonly Made[], now: Date): Promise<readonly Made[]> {
  const waiting = made.flatMap(({ before, after }) =>
    before === null && after !== null && after.number === null ? [after] : [],
  );
  const numbers = new Map<string, string>();
  for (const [type, records] of groupBy(waiting, (record) => record.type)) {
    const prefix = recordTypes[type].numberPrefix;
    if (prefix === undefined) continue;
    const series = `${prefix}-${now.getUTCFullYear()}`;
    const [row] = await tx.query<{ next: number }>(
      `INSERT INTO number_series AS s (key, next) VALUES ($1, $2 + 1)
       ON CONFLICT (key) DO UPDATE SET next = s.next + $2 RETURNING next`,
      [series, records.length],
    );
    const first = (row?.next ?? 0) - records.length;
    for (const [index, { id }] of records.entries())
      numbers.set(id, `${series}-${String(first + index).padStart(4, '0')}`);
  }
  return numbers.size === 0 ? made : made.map((item) => numbered(item, numbers));
}

function numbered(item: Made, numbers: ReadonlyMap<string, string>): Made {
  const number = numbers.get((item.after ?? item.before)?.id ?? '');
  if (number === undefined) return item;
  const { before, after, changes } = item;
  return {
    ...item,
    before: before && { ...before, number },
    after: after && { ...after, number },
    changes: before === null ? { ...changes, number: { old: null, new: number } } : changes,
  };
}
