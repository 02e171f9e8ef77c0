import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../../../domain/group-by.ts';
import { type Clock, observeClock, startClock } from '../../../domain/sla/clock.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { workingMinutes } from '../time/working-minutes.ts';

const zone = 'Europe/Warsaw';
const { business } = builtInCalendars(zone);
const works = workingMinutes(zone);
const hour = 3_600_000;
/** Working hours until a case of a priority is to be resolved. */
const hoursOf: Readonly<Record<string, number>> = { critical: 4, high: 8, moderate: 24, low: 40 };
const targetOf = (priority: string) => (hoursOf[priority] ?? 40) * hour;
const isPaused = (status: string) => status === 'waiting-customer' || status === 'waiting-third-party';
const isDone = (status: string) => status === 'resolved' || status === 'closed';

/** A change of a real incident: which, when, to what status and priority. */
type Change = readonly [incident: number, at: string, status: string, priority: string];
const changes = JSON.parse(
  readFileSync(join(process.cwd(), 'tests/fixtures/incidents.json'), 'utf8'),
) as readonly Change[];
const incidents = groupBy(changes, ([incident]) => incident);

/** The clock of an incident, moved by each of its changes at its own time. */
function replay(events: readonly Change[]): Clock | null {
  const [first] = events;
  if (!first) return null;
  const [, begin, status, priority] = first;
  let clock = startClock({ at: Date.parse(begin), paused: isPaused(status), target: targetOf(priority) });
  for (const [, at, next, level] of events) {
    const seen = { at: Date.parse(at), paused: isPaused(next), resolved: isDone(next), target: targetOf(level) };
    clock = observeClock(clock, seen, business).clock;
  }
  return clock;
}

/** Working time until it was resolved, in which nobody outside was waited for: minute by minute. */
function walked(events: readonly Change[]): number {
  const end = events.find(([, , status]) => isDone(status)) ?? events.at(-1);
  let minutes = 0;
  for (let at = Date.parse(events[0]?.[1] ?? ''); at < Date.parse(end?.[1] ?? ''); at += 60_000) {
    const status = events.findLast(([, since]) => Date.parse(since) <= at)?.[2] ?? 'new';
    if (!isPaused(status) && works(at)) minutes += 1;
  }
  return minutes * 60_000;
}

test.each([...incidents])('incident %d consumes what walking through its life counts', (_, events) => {
  const clock = replay(events);
  const consumed = walked(events);
  const ended = events.find(([, , status]) => isDone(status));
  expect(clock?.consumed).toBe(consumed);
  expect(clock?.endedAt).toBe(ended ? Date.parse(ended[1]) : null);
  if (ended) expect(clock?.state).toBe(consumed > targetOf(ended[3]) ? 'missed' : 'met');
});

test('among them are pauses over nights and weekends, changes of priority and targets that were missed', () => {
  const all = [...incidents.values()];
  const states = all.map((events) => replay(events)?.state);
  expect(states).toEqual(expect.arrayContaining(['met', 'missed']));
  expect(changes.filter(([, , status]) => isPaused(status)).length).toBeGreaterThanOrEqual(5);
  expect(all.some((events) => new Set(events.map(([, , , priority]) => priority)).size > 1)).toBe(true);
});
