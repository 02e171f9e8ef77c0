import { groupBy } from '../../domain/group-by.ts';
import { numberBy, presetSeries } from '../../domain/records/number-series.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import { toWall } from '../../domain/time/zone.ts';
import type { Queryable, Tx } from '../database.ts';
import { storedZone } from '../settings/stored-zone.ts';
import type { Made } from './apply-changes.ts';

/**
 * Gives the next numbers of their series to created records that have none: `OF-2026-0001`. Without gaps: the series is
 * locked until the transaction ends.
 */
export async function numberCreated(tx: Tx, made: readonly Made[], now: Date): Promise<readonly Made[]> {
  const waiting = made.flatMap(({ before, after }) =>
    before === null && after !== null && after.number === null && recordTypes[after.type].numberPrefix !== undefined
      ? [after]
      : [],
  );
  if (waiting.length === 0) return made;
  const year = await companyYear(tx, now);
  const numbers = new Map<string, string>();
  for (const [type, records] of groupBy(waiting, (record) => record.type)) {
    const { pattern, period, next } = await take(tx, { ...presetSeries(type), type, year, count: records.length });
    const first = next - records.length;
    for (const [index, { id }] of records.entries())
      numbers.set(id, numberBy(pattern, { year: period, next: first + index }));
  }
  return made.map((item) => numbered(item, numbers));
}

/** The year that it is for the company. */
export async function companyYear(db: Queryable, now: Date): Promise<number> {
  return new Date(toWall(now.getTime(), await storedZone(db))).getUTCFullYear();
}

type Taken = { readonly pattern: string; readonly period: number; readonly next: number };

/** Takes so many numbers. A year that is over does not come back, also where the company moves to a zone in which it is not. */
async function take(
  tx: Tx,
  wish: { type: string; pattern: string; yearly: boolean; year: number; count: number },
): Promise<Taken> {
  const [row] = await tx.query<Taken>(
    `INSERT INTO number_series AS s (key, pattern, yearly, period, next) VALUES ($1, $2, $3, $4, $5 + 1)
     ON CONFLICT (key) DO UPDATE SET
       next = CASE WHEN s.yearly AND s.period < excluded.period THEN 1 ELSE s.next END + $5,
       period = greatest(s.period, excluded.period)
     RETURNING pattern, period, next`,
    [wish.type, wish.pattern, wish.yearly, wish.year, wish.count],
  );
  return row ?? { pattern: wish.pattern, period: wish.year, next: wish.count + 1 };
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
