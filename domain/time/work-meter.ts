import type { Calendar } from './calendar.ts';
import { intervalsFrom } from './work-intervals.ts';

/** Working ms between two instants (ms); 0 when the second is not after the first. */
export type WorkMeter = (from: number, to: number) => number;

/**
 * `businessMillisBetween` for very many lengths of one stretch of time: the working time of `calendar` is added up once from `start` to
 * `end` (ms), and each length is the difference of two readings. What lies outside of them has no working time.
 */
export function createWorkMeter(calendar: Calendar, { start, end }: { start: number; end: number }): WorkMeter {
  const starts: number[] = [];
  /** Working time before the interval of the same place. */
  const before: number[] = [];
  const ends: number[] = [];
  let total = 0;
  for (const interval of intervalsFrom(start, calendar)) {
    if (interval.start >= end) break;
    const from = Math.max(interval.start, start);
    const to = Math.min(interval.end, end);
    starts.push(from);
    ends.push(to);
    before.push(total);
    total += to - from;
  }
  const readingAt = (instant: number): number => {
    const place = lastNotAfter(starts, instant);
    if (place < 0) return 0;
    return (before[place] ?? 0) + Math.min(instant, ends[place] ?? instant) - (starts[place] ?? instant);
  };
  return (from, to) => (to > from ? readingAt(to) - readingAt(from) : 0);
}

/** Place of the last of sorted numbers that is not larger than `value`; -1 when there is none. */
function lastNotAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
