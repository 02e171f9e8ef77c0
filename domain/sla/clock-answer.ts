import type { Calendar } from '../time/calendar.ts';
import { consumedAt } from './clock.ts';
import type { ClockAnswer } from './clock-spec.ts';
import type { Kept } from './keep-clock.ts';
import { targetMark } from './marks.ts';

/**
 * What a step learns of its clock after a look at it at `at` (ms). Of a record that is resolved, the levels that it came to before
 * and that nobody has looked at are not carried out any more.
 */
export function answerOf(
  { clockId, row, kept, news, endedBy, nextAt }: Kept & { clockId: string; row: number },
  { at, calendar }: { at: number; calendar: Calendar },
): ClockAnswer {
  const { clock } = kept;
  const reached = endedBy === 'resolved' ? [] : news.flatMap((item) => (item.what === 'reached' ? [item] : []));
  return {
    clockId,
    state: clock.state,
    endedBy,
    row,
    target: clock.target,
    consumed: consumedAt(clock, at, calendar),
    reached: reached
      .filter(({ mark }) => mark !== targetMark.id)
      .map(({ mark, at: time }) => ({ id: mark, at: new Date(time).toISOString() })),
    nextAt: nextAt === null ? null : new Date(nextAt).toISOString(),
  };
}
