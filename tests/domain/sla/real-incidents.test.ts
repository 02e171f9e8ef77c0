import { type Clock, observeClock, startClock } from '../../../domain/sla/clock.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { type Change, changes, incidents, isDone, isPaused, targetOf, walked, zone } from './incidents.ts';

const { business } = builtInCalendars(zone);

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

test.each([...incidents])('incident %d consumes what walking through its life counts', (_, events) => {
  const clock = replay(events);
  const ended = events.find(([, , status]) => isDone(status));
  const consumed = walked(events, Date.parse((ended ?? events.at(-1))?.[1] ?? ''));
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
