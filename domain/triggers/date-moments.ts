import { DateTime } from 'luxon';
import { applyOffset, type TimeScope } from '../time/add-duration.ts';
import { type At, firstAt, resolveAt } from '../time/at.ts';
import type { Offset } from '../time/duration.ts';
import { parseMoment } from '../time/moment.ts';
import { type KnownZones, resolveZone } from '../time/resolve-zone.ts';
import { fromWall, toWall } from '../time/zone.ts';

/** A moment that a record's field says: moved by an offset, at a time of day, once or every year. */
export type DateSettings = {
  readonly field: string;
  readonly offset?: Offset | undefined;
  readonly at?: At | undefined;
  readonly every?: 'year' | undefined;
};

/** What is known when a moment is planned, at `now` (ms). */
export type DateScope = TimeScope & { readonly now: number; readonly zones: KnownZones };

/** What a moment is of: the field's value, and the year where it comes every year. */
export type Occurrence = { readonly value: string; readonly year: number | null };

/** An occurrence and when it is due (ms); null: it has passed, or was reached before. */
export type PlannedDate = Occurrence & { readonly dueAt: number | null };

/** A moment that has passed when it is planned counts for so long, in ms. */
const graceMs = 86_400_000;
/** Years looked at for a moment that comes every year: offsets are shorter. */
const yearsAhead = 3;

/**
 * When a field's moment is due next; null for a field that holds no date. What was `reached` already does not come again. A
 * moment that has passed by a day or less is due at once; one further back is not, but as `ifPast` of `at` says: `now` and
 * `next` make it due at once and at the next such time of day, `skip` drops it however late. Throws `invalid` for a calendar
 * that is not there.
 */
export function planDate(
  settings: DateSettings,
  value: unknown,
  { scope, reached }: { scope: DateScope; reached: Occurrence | null },
): PlannedDate | null {
  if (typeof value !== 'string') return null;
  const zone = settings.at ? resolveZone(settings.at.zone, scope.zones).zone : scope.zone;
  const moment = parseMoment(value, zone);
  if (moment === undefined) return null;
  const given = { settings, zone, scope };
  if (settings.every === 'year') return nextYearly(moment, { value, reached, ...given });
  const isReached = reached?.value === value;
  return { value, year: null, dueAt: isReached ? null : dueOf(momentOf(moment, given), given) };
}

type Given = { readonly settings: DateSettings; readonly zone: string; readonly scope: DateScope };

/** The first year's moment that is to come, or has passed by a day or less, and was not reached. */
function nextYearly(
  moment: number,
  { value, reached, ...given }: Given & { readonly value: string; readonly reached: Occurrence | null },
): PlannedDate {
  const { zone, scope, settings } = given;
  const wall = DateTime.fromMillis(toWall(moment, zone), { zone: 'utc' });
  const thisYear = DateTime.fromMillis(toWall(scope.now, zone), { zone: 'utc' }).year;
  const grace = settings.at?.ifPast === 'skip' ? 0 : graceMs;
  const last = reached?.value === value ? (reached.year ?? 0) : 0;
  const first = Math.max(wall.year, thisYear - yearsAhead, last + 1);
  for (let year = first; ; year += 1) {
    const dueAt = momentOf(fromWall(wall.set({ year }).toMillis(), zone), given);
    if (dueAt >= scope.now - grace) return { value, year, dueAt };
  }
}

/** A field's moment with its offset, at the time of day of that date; it may lie before the moment. */
function momentOf(moment: number, { settings: { offset, at }, zone, scope }: Given): number {
  const moved = offset ? applyOffset(moment, offset, { ...scope, zone }) : moment;
  return at ? firstAt(moved, { at, zone }) : moved;
}

function dueOf(moment: number, { settings: { at }, zone, scope: { now } }: Given): number | null {
  if (moment >= now) return moment;
  if (at?.ifPast === 'skip') return null;
  if (at?.ifPast === 'now') return moment;
  if (at?.ifPast === 'next') {
    const next = resolveAt({ base: now, now, at: { ...at, ifPast: 'next' }, zone });
    return next.kind === 'due' ? next.dueAt : null;
  }
  return moment >= now - graceMs ? moment : null;
}
