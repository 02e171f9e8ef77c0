import type { Calendar } from '../../../domain/time/calendar.ts';
import { MINUTE, walk } from '../../domain/time/minute-reference.ts';

/** Taken once, as each minute is asked for often. */
const { floor } = Math;

/** Whether people work at a moment (ms) between `from` and `to`: each minute is asked for once, and nothing of it is how the product counts. */
export function walkedTime(calendar: Calendar, { from, to }: { from: number; to: number }): (at: number) => boolean {
  const start = floor(from / MINUTE) * MINUTE;
  const minutes: boolean[] = [];
  walk(start, calendar, (works, at) => {
    minutes.push(works);
    return at >= to;
  });
  return (at) => minutes[floor((at - start) / MINUTE)] ?? false;
}
