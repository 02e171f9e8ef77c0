import { groupBy } from '../../domain/group-by.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import { createWorkMeter } from '../../domain/time/work-meter.ts';

/** As much of a clock as its place on the board follows from: amounts in ms of working time. */
export type CountedClock = {
  readonly id: string;
  readonly calendar: string;
  readonly target: number;
  readonly consumed: number;
  readonly since: Date | null;
};

/**
 * Ids of clocks by the working time that they have left at `now`, those that stand after those that run. The working time of each calendar
 * is added up once, so that ten thousand clocks are a matter of milliseconds.
 */
export function byTimeLeft(
  clocks: readonly CountedClock[],
  { calendars, now }: { readonly calendars: Calendars; readonly now: Date },
): readonly string[] {
  const end = now.getTime();
  const placed = [...groupBy(clocks, ({ calendar }) => calendar)].flatMap(([key, group]) => {
    const begun = group.flatMap(({ since }) => (since === null ? [] : [since.getTime()]));
    const start = begun.reduce((first, since) => Math.min(first, since), end);
    const calendar = calendars[key];
    const worked = calendar ? createWorkMeter(calendar, { start, end }) : () => 0;
    return group.map(({ id, target, consumed, since }) => ({
      id,
      stands: since === null ? 1 : 0,
      left: target - consumed - (since === null ? 0 : worked(since.getTime(), end)),
    }));
  });
  return placed.sort((a, b) => a.stands - b.stands || a.left - b.left || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}
