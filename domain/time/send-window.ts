import { z } from 'zod';
import { isoWeekday } from './at.ts';
import { type Calendar, type Calendars, minutesOf, timeSchema } from './calendar.ts';
import { zoneRefSchema } from './resolve-zone.ts';
import { intervalsFrom, MAX_DAYS_SEARCHED, WALL_DAY, type WorkInterval } from './work-intervals.ts';
import { fromWall, toWall } from './zone.ts';

/**
 * When messages may leave: local times of day in a zone, `until` exclusive (`24:00` for midnight), on some weekdays (1 Monday … 7
 * Sunday; any when none are named), and within the working hours of a calendar where one is named.
 */
export const sendWindowSchema = z
  .strictObject({
    days: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
    from: timeSchema,
    until: z.union([timeSchema, z.literal('24:00')]),
    zone: zoneRefSchema,
    calendar: z.string().min(1).max(100).optional(),
  })
  .refine(({ from, until }) => minutesOf(from) < minutesOf(until), {
    path: ['until'],
    error: 'a send window ends after it begins, on the same day',
  });
export type SendWindow = z.infer<typeof sendWindowSchema>;

/** A send window whose zone is an IANA name by now. */
export type PlacedWindow = Omit<SendWindow, 'zone'> & { readonly zone: string };

/**
 * When a message that is ready at `now` (ms) may leave, in ms: `now` itself while the window is open, else when it opens next; undefined
 * for one that does not open within twenty years. A bound that a clock change skips is the moment of the change; one that occurs twice
 * is its first occurrence. A calendar that is not there any more narrows nothing.
 */
export function opensAt(now: number, window: PlacedWindow, calendars: Calendars): number | undefined {
  const { calendar: key } = window;
  const calendar = key !== undefined && Object.hasOwn(calendars, key) ? calendars[key] : undefined;
  for (const open of openings(now, window)) {
    const at = calendar ? workWithin(open, now, calendar) : Math.max(open.start, now);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Whether a window can ever open, by its weekdays and the weekly hours of its calendar. */
export function everOpens({ days, from, until }: SendWindow, { weekly }: Pick<Calendar, 'weekly'>): boolean {
  return Object.entries(weekly).some(
    ([day, intervals]) =>
      (days === undefined || days.includes(Number(day))) &&
      intervals.some(([begin, end]) => minutesOf(begin) < minutesOf(until) && minutesOf(from) < minutesOf(end)),
  );
}

/** Where the window is open, from the interval that holds `now` on. */
function* openings(now: number, { days, from, until, zone }: PlacedWindow): Generator<WorkInterval> {
  const first = Math.floor(toWall(now, zone) / WALL_DAY);
  for (let day = first; day < first + MAX_DAYS_SEARCHED; day += 1) {
    if (days && !days.includes(isoWeekday(day))) continue;
    const start = fromWall(day * WALL_DAY + minutesOf(from) * 60_000, zone);
    const end = fromWall(day * WALL_DAY + minutesOf(until) * 60_000, zone);
    if (start < end && end > now) yield { start, end };
  }
}

/** The first instant not before `now` within an interval that is working time. */
function workWithin({ start, end }: WorkInterval, now: number, calendar: Calendar): number | undefined {
  const earliest = Math.max(start, now);
  for (const work of intervalsFrom(earliest, calendar)) {
    const at = Math.max(work.start, earliest);
    return at < end ? at : undefined;
  }
  return undefined;
}
