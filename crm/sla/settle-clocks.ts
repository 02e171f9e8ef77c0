import { changeCalendar } from '../../domain/sla/clock.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Tx } from '../database.ts';
import { lockClocks, saveClocks } from './clock-row.ts';

/**
 * What running clocks have consumed by calendars until now becomes theirs for good: called before these change, in the transaction that
 * changes them. A holiday that is added for a day that has passed takes nothing back.
 * @param calendars as they were until now
 * @param keys of those that change
 */
export async function settleClocks(
  tx: Tx,
  { calendars, keys, now }: { calendars: Calendars; keys: readonly string[]; now: Date },
): Promise<void> {
  const rows = await lockClocks(tx, `c.state = 'running' AND c.calendar = ANY($1::text[]) AND c.since < $2`, [
    keys,
    now,
  ]);
  const settled = rows.flatMap((row) => {
    const calendar = calendars[row.calendar];
    if (!calendar) return [];
    return [{ ...row, kept: { ...row.kept, clock: changeCalendar(row.kept.clock, now.getTime(), calendar) } }];
  });
  await saveClocks(tx, settled);
}
