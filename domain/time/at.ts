import { z } from 'zod';
import { minutesOf, timeSchema } from './calendar.ts';
import { zoneRefSchema } from './resolve-zone.ts';
import { WALL_DAY } from './work-intervals.ts';
import { fromWall, toWall } from './zone.ts';

/**
 * A local time of day, on some weekdays (1 Monday … 7 Sunday; any when none are named). `ifPast`: what to do when the moment has
 * passed: `next` (default) takes the next such time, `now` goes on at once, `skip` gives up.
 */
export const atSchema = z.strictObject({
  time: timeSchema,
  days: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
  zone: zoneRefSchema,
  ifPast: z.enum(['next', 'now', 'skip']).optional(),
});
export type At = z.infer<typeof atSchema>;

export type AtResult =
  | { readonly kind: 'due'; readonly dueAt: number; readonly past?: 'next' | 'now' }
  | { readonly kind: 'skipped'; readonly missed: number };

/**
 * The moment (ms) of `at` in `zone` for a wait that may not end before `base`, begun at `now`. The moment meant is the time of
 * day on the local date of `base`, or on the next date that is one of `days`. When it lies before `base` or `now` it has passed and
 * `ifPast` decides. A time that a clock change skips is the moment of the change; one that occurs twice is its first occurrence.
 */
export function resolveAt({ base, now, at, zone }: { base: number; now: number; at: At; zone: string }): AtResult {
  const earliest = Math.max(base, now);
  const meant = firstAt(base, { at, zone });
  if (meant >= earliest) return { kind: 'due', dueAt: meant };
  if (at.ifPast === 'skip') return { kind: 'skipped', missed: meant };
  if (at.ifPast === 'now') return { kind: 'due', dueAt: earliest, past: 'now' };
  const today = firstAt(earliest, { at, zone });
  const next = today >= earliest ? today : firstAt(earliest, { at, zone, skipDays: 1 });
  return { kind: 'due', dueAt: next, past: 'next' };
}

/** The time of day on the first allowed date from the local date of `instant` (plus `skipDays`) on; it may lie before `instant`. */
export function firstAt(
  instant: number,
  { at, zone, skipDays = 0 }: { at: At; zone: string; skipDays?: number },
): number {
  let day = Math.floor(toWall(instant, zone) / WALL_DAY) + skipDays;
  while (at.days && !at.days.includes(isoWeekday(day))) day += 1;
  return fromWall(day * WALL_DAY + minutesOf(at.time) * 60_000, zone);
}

/** Weekday (1 Monday … 7 Sunday) of a date in days since 1970-01-01, a Thursday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
