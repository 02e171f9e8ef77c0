import { DateTime } from 'luxon';
import { fromWall } from './zone.ts';

const FORM = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * The instant (ms) of an ISO 8601 date or date-time; undefined for anything else. A date is its first moment in `zone`, a time
 * without an offset is a reading of a clock in `zone`.
 */
export function parseMoment(text: string, zone: string): number | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const read = DateTime.fromISO(text, { zone: 'utc' });
  if (!read.isValid) return undefined;
  return match[1] === undefined ? fromWall(read.toMillis(), zone) : read.toMillis();
}
