import { IANAZone } from 'luxon';

const HOUR = 3_600_000;

const ZONES_KEPT = 1_000;
const knownZones = new Map<string, boolean>();

/** Whether a text names a time zone of the IANA data base (`Europe/Warsaw`, `UTC`). Bare offsets such as `+02:00` do not. */
export function isZone(text: string): boolean {
  // Asking Intl costs 60 µs, so answers are remembered.
  const known = knownZones.get(text);
  if (known !== undefined) return known;
  const valid = /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text);
  if (knownZones.size >= ZONES_KEPT) knownZones.clear();
  if (text.length <= 100) knownZones.set(text, valid);
  return valid;
}

/** What a wall clock in `zone` shows at `instant` (ms since 1970 UTC), as the ms that the same reading has in UTC. */
export function toWall(instant: number, zone: string): number {
  return instant + offsetAt(instant, zone);
}

/**
 * The first instant (ms) at which a wall clock in `zone` shows `wall` or later; `wall` is a reading as the ms it has in UTC.
 * So a reading that a clock change skips is the moment of the change (02:30 → 03:00), and one that occurs twice is its first
 * occurrence. It never falls when `wall` rises.
 */
export function fromWall(wall: number, zone: string): number {
  const before = offsetAt(wall - 24 * HOUR, zone);
  const after = offsetAt(wall + 24 * HOUR, zone);
  const early = wall - before;
  if (before === after || offsetAt(early, zone) === before) return early;
  const late = wall - after;
  if (offsetAt(late, zone) === after) return late;
  return changeBetween(late, early, { zone, after });
}

const DAY = 24 * HOUR;
const DAYS_KEPT = 20_000;
const offsetsByDay = new Map<string, Map<number, number | undefined>>();

/** Offset from UTC in ms, east positive. Asking Intl costs 15 µs, so days (UTC) without a clock change are remembered. */
function offsetAt(instant: number, zone: string): number {
  const days = offsetsByDay.get(zone) ?? new Map<number, number | undefined>();
  offsetsByDay.set(zone, days);
  const day = Math.floor(instant / DAY);
  if (!days.has(day)) {
    if (days.size >= DAYS_KEPT) days.clear();
    const [first, last] = [askOffset(day * DAY, zone), askOffset((day + 1) * DAY, zone)];
    days.set(day, first === last ? first : undefined);
  }
  return days.get(day) ?? askOffset(instant, zone);
}

function askOffset(instant: number, zone: string): number {
  return Math.round(IANAZone.create(zone).offset(instant) * 60_000);
}

/** The instant in (from, to] from which on the zone has the offset `after`. */
function changeBetween(from: number, to: number, { zone, after }: { zone: string; after: number }): number {
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === after) high = middle;
    else low = middle;
  }
  return high;
}
