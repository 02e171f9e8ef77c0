import { minutesOf } from '../../domain/time/calendar.ts';
import type { Calendar } from '../api/calendar-answers.ts';
import { timeOfDay } from '../elements/time-of-day.ts';

export const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const;
export type Weekday = (typeof weekdays)[number];

/** Times of day as their controls hold them, `HH:MM`; midnight as an end is `00:00` here, and `24:00` in what is stored. */
export type Times = { readonly from: string; readonly to: string };

/** `id` only tells rows apart while they are edited. */
export type HolidayDraft = {
  readonly id: number;
  readonly name: string;
  readonly yearly: boolean;
  /** `YYYY-MM-DD`, of one that is not of every year. */
  readonly date: string;
  /** `MM` and `DD`, of one of every year. */
  readonly month: string;
  readonly day: string;
};
export type SpecialDraft = {
  readonly id: number;
  readonly name: string;
  readonly date: string;
  readonly times: readonly Times[];
};

/** What stands in the editor of a calendar, as typed. */
export type CalendarDraft = {
  readonly name: string;
  readonly zone: string;
  readonly weekly: Readonly<Record<Weekday, readonly Times[]>>;
  readonly country: string;
  readonly region: string;
  readonly holidays: readonly HolidayDraft[];
  readonly specialDays: readonly SpecialDraft[];
};

type Stored = Pick<Calendar, 'name' | 'zone' | 'weekly' | 'holidays' | 'specialDays' | 'source'>;

const timesOf = (intervals: Calendar['weekly'][1] = []) =>
  intervals.map(([from, to]): Times => ({ from, to: to === '24:00' ? '00:00' : to }));
const intervalsOf = (times: readonly Times[]) =>
  times.map(({ from, to }) => [from, to === '00:00' ? '24:00' : to] as const);

export function draftOfCalendar({ name, zone, weekly, holidays, specialDays, source }: Stored): CalendarDraft {
  return {
    name,
    zone,
    weekly: weekOf((day) => timesOf(weekly[day])),
    country: source?.country ?? '',
    region: source?.region ?? '',
    holidays: holidays.map(({ date, name: of = '' }, id) => {
      const yearly = date.length === 5;
      return {
        id,
        name: of,
        yearly,
        date: yearly ? '' : date,
        month: yearly ? date.slice(0, 2) : '01',
        day: yearly ? date.slice(3) : '01',
      };
    }),
    specialDays: specialDays.map(({ date, name: of = '', intervals }, id) => ({
      id,
      name: of,
      date,
      times: timesOf(intervals),
    })),
  };
}

/** The body of the request; days without times are left out. */
export function bodyOfCalendar(draft: CalendarDraft) {
  const { name, zone, weekly, country, region, holidays, specialDays } = draft;
  const named = (text: string) => (text.trim() === '' ? {} : { name: text.trim() });
  return {
    name: name.trim(),
    zone: zone.trim(),
    weekly: Object.fromEntries(
      weekdays.filter((day) => weekly[day].length > 0).map((day) => [day, intervalsOf(weekly[day])]),
    ),
    source: country === '' ? null : { country, ...(region === '' ? {} : { region }) },
    holidays: holidays.map((holiday) => ({ date: dateOf(holiday), ...named(holiday.name) })),
    specialDays: specialDays.map((day) => ({ date: day.date, intervals: intervalsOf(day.times), ...named(day.name) })),
  };
}

/** As it is stored: `MM-DD` of one of every year. */
export const dateOf = ({ yearly, date, month, day }: HolidayDraft) => (yearly ? `${month}-${day}` : date);

export function weekOf(times: (day: Weekday) => readonly Times[]): CalendarDraft['weekly'] {
  const days = Object.fromEntries(weekdays.map((day) => [day, times(day)]));
  return days as CalendarDraft['weekly'];
}

/** An id that no row has yet. */
export const nextId = (rows: readonly { readonly id: number }[]) => Math.max(-1, ...rows.map(({ id }) => id)) + 1;

const endOf = ({ to }: Times) => (to === '00:00' ? 1440 : minutesOf(to));

/** One interval more: the first is a day at the office, the second makes room for lunch, others come after the last. */
export function withMoreTimes(times: readonly Times[]): readonly Times[] {
  const [only, ...rest] = times;
  if (only === undefined) return [{ from: '09:00', to: '17:00' }];
  const length = endOf(only) - minutesOf(only.from);
  if (rest.length === 0 && length >= 240) {
    const noon = minutesOf(only.from) < 720 && endOf(only) > 780 ? 720 : minutesOf(only.from) + Math.floor(length / 2);
    return [
      { from: only.from, to: timeOfDay(noon) },
      { from: timeOfDay(noon + 60), to: only.to },
    ];
  }
  const last = times.at(-1) ?? only;
  const begins = Math.min(endOf(last) + 60, 1380);
  return [...times, { from: timeOfDay(begins), to: timeOfDay(begins + 60) }];
}
