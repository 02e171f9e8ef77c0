import type { Calendar as Hours } from '../../domain/time/calendar.ts';
import { dayOf, intervalsOn, WALL_DAY } from '../../domain/time/work-intervals.ts';
import { toWall } from '../../domain/time/zone.ts';
import type { Holiday } from '../api/calendar-answers.ts';

/** A date as a calendar counts it. */
export type CountedDay = {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Working minutes that really pass. */
  readonly minutes: number;
  /** As a wall clock shows them, in minutes from midnight. */
  readonly times: readonly { readonly from: number; readonly to: number }[];
  readonly kind: 'usual' | 'holiday' | 'special';
  readonly name: string | null;
};

/** The coming days from `now` (ms) on, as a calendar counts them with the public holidays of its source. */
export function countedDays(
  calendar: Hours,
  { publicHolidays, now, count }: { publicHolidays: readonly Holiday[]; now: number; count: number },
): readonly CountedDay[] {
  const whole: Hours = { ...calendar, holidays: [...calendar.holidays, ...publicHolidays] };
  const first = dayOf(now, whole);
  return Array.from({ length: count }, (_, n) => countedDay(whole, first + n));
}

function countedDay(calendar: Hours, day: number): CountedDay {
  const date = new Date(day * WALL_DAY).toISOString().slice(0, 10);
  const intervals = intervalsOn(day, calendar);
  const wall = (at: number) => Math.round((toWall(at, calendar.zone) - day * WALL_DAY) / 60_000);
  const special = calendar.specialDays.find((one) => one.date === date);
  const holiday = calendar.holidays.find((one) => one.date === date || one.date === date.slice(5));
  return {
    date,
    minutes: intervals.reduce((sum, { start, end }) => sum + (end - start) / 60_000, 0),
    times: intervals.map(({ start, end }) => ({ from: wall(start), to: wall(end) })),
    kind: special ? 'special' : holiday ? 'holiday' : 'usual',
    name: (special ?? holiday)?.name ?? null,
  };
}
