import { addDuration } from '../time/add-duration.ts';
import { businessMillisBetween } from '../time/business-time.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Duration } from '../time/duration.ts';
import { isDurationProblem, parseIsoDuration } from '../time/iso-duration.ts';

/**
 * A duration as working time (ms) of a clock's calendar that begins at `start`: hours count as they are, whatever calendar counts
 * them; working days are the working time between `start` and the day they lead to. Days, weeks and months of plain durations are
 * that many times 24 hours, which publishing accepts only of the calendar `always`.
 */
export function workingTimeOf(duration: Duration, start: number, calendar: Calendar): number {
  if (typeof duration === 'object' && 'businessDays' in duration) {
    const scope = { zone: calendar.zone, calendars: { [calendar.key]: calendar } };
    const end = addDuration(start, { businessDays: duration.businessDays, calendar: calendar.key }, scope);
    return businessMillisBetween(start, end, calendar);
  }
  const parsed = parseIsoDuration(typeof duration === 'string' ? duration : duration.business);
  if (isDurationProblem(parsed)) return 0;
  return parsed.millis + (parsed.days + parsed.months * 30) * 86_400_000;
}
