import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../../domain/group-by.ts';
import { workingMinutes } from '../time/working-minutes.ts';

export const zone = 'Europe/Warsaw';
const works = workingMinutes(zone);
const hour = 3_600_000;
const minute = 60_000;

/** Working hours until a case of a priority is to be resolved. */
const hoursOf: Readonly<Record<string, number>> = { critical: 4, high: 8, moderate: 24, low: 40 };
export const targetOf = (priority: string) => (hoursOf[priority] ?? 40) * hour;
export const isPaused = (status: string) => status === 'waiting-customer' || status === 'waiting-third-party';
export const isDone = (status: string) => status === 'resolved' || status === 'closed';

/** A change of a real incident: which, when, to what status and priority. */
export type Change = readonly [incident: number, at: string, status: string, priority: string];
/** Others of the same form, in the file that CADENZA_INCIDENTS names, are replayed as well. */
const file = process.env.CADENZA_INCIDENTS ?? join(process.cwd(), 'tests/fixtures/incidents.json');
export const changes = JSON.parse(readFileSync(file, 'utf8')) as readonly Change[];
export const incidents = groupBy(changes, ([incident]) => incident);

/** Minutes of work from the first change until each minute, counted one by one. */
const begin = Date.parse(changes.map(([, at]) => at).sort()[0] ?? '');
const worked = [0];
function workedUntil(at: number): number {
  const minutes = (at - begin) / minute;
  for (let n = worked.length; n <= minutes; n += 1)
    worked.push((worked.at(-1) ?? 0) + (works(begin + (n - 1) * minute) ? 1 : 0));
  return worked[minutes] ?? Number.NaN;
}

/** Working time until an end in which somebody was to work on it. */
export function walked(events: readonly Change[], end: number): number {
  let minutes = 0;
  for (const [index, [, since, status]] of events.entries()) {
    const until = Math.min(end, Date.parse(events[index + 1]?.[1] ?? new Date(end).toISOString()));
    const from = Date.parse(since);
    if (!isPaused(status) && !isDone(status) && from < until) minutes += workedUntil(until) - workedUntil(from);
  }
  return minutes * minute;
}
