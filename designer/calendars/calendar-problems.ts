import { minutesOf } from '../../domain/time/calendar.ts';
import { isZone } from '../../domain/time/zone.ts';
import { type CalendarDraft, type HolidayDraft, type Times, weekdays } from './calendar-draft.ts';

/** What is wrong, by its place: `name`, `zone`, `weekly`, `weekly/1`, `holidays/3`, `specialDays/0` (the ids of rows). */
export type CalendarProblems = Readonly<Record<string, CalendarProblem>>;
export type CalendarProblem = 'name' | 'zone' | 'noHours' | 'time' | 'backwards' | 'overlap' | 'date' | 'twice';

export function problemsOfCalendar(draft: CalendarDraft): CalendarProblems {
  const specials = draft.specialDays.map(({ date }) => date);
  const found: [string, CalendarProblem | null][] = [
    ['name', draft.name.trim() === '' ? 'name' : null],
    ['zone', isZone(draft.zone.trim()) ? null : 'zone'],
    ['weekly', weekdays.every((day) => draft.weekly[day].length === 0) ? 'noHours' : null],
    ...weekdays.map((day): [string, CalendarProblem | null] => [`weekly/${day}`, problemOfTimes(draft.weekly[day])]),
    ...draft.holidays.map((holiday): [string, CalendarProblem | null] => [
      `holidays/${holiday.id}`,
      isDate(holiday) ? null : 'date',
    ]),
    ...draft.specialDays.map(({ id, date, times }): [string, CalendarProblem | null] => [
      `specialDays/${id}`,
      date === '' ? 'date' : specials.filter((other) => other === date).length > 1 ? 'twice' : problemOfTimes(times),
    ]),
  ];
  return Object.fromEntries(found.flatMap(([place, problem]) => (problem === null ? [] : [[place, problem]])));
}

/** What is wrong with the times of a day. An end of 00:00 is midnight. */
function problemOfTimes(times: readonly Times[]): CalendarProblem | null {
  let before = 0;
  for (const { from, to } of times) {
    if (from === '' || to === '') return 'time';
    const end = to === '00:00' ? 1440 : minutesOf(to);
    if (end <= minutesOf(from)) return 'backwards';
    if (minutesOf(from) < before) return 'overlap';
    before = end;
  }
  return null;
}

/** Longest that a month can be. */
const days: Readonly<Record<string, number>> = { '02': 29, '04': 30, '06': 30, '09': 30, '11': 30 };

const isDate = ({ yearly, date, month, day }: HolidayDraft) =>
  yearly ? Number(day) <= (days[month] ?? 31) : date !== '';
