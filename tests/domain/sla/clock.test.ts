import { describe, expect, test } from '@jest/globals';
import {
  cancelClock,
  changeCalendar,
  consumedAt,
  observeClock,
  reachedAt,
  remainingAt,
  startClock,
} from '../../../domain/sla/clock.ts';
import { marksReached, nextMarkAt } from '../../../domain/sla/marks.ts';
import { workingTimeOf } from '../../../domain/sla/target.ts';
import { builtInCalendars, type Calendar } from '../../../domain/time/calendar.ts';

const HOUR = 3_600_000;
const { business, always } = builtInCalendars('Europe/Warsaw');
/** Local time of Warsaw in winter, 2026-02. */
const at = (day: number, time: string) => Date.parse(`2026-02-${String(day).padStart(2, '0')}T${time}:00.000+01:00`);
const seen = { paused: false, resolved: false, target: 8 * HOUR };
const start = (when: number, more: object = {}) => startClock({ at: when, ...seen, ...more });

describe('a clock counts working time', () => {
  test('from Friday 16:00 over the weekend', () => {
    const clock = start(at(6, '16:00'));
    expect(consumedAt(clock, at(9, '10:00'), business) / HOUR).toBe(2);
    expect(remainingAt(clock, at(9, '10:00'), business) / HOUR).toBe(6);
    expect(reachedAt(clock, clock.target, business)).toBe(at(9, '16:00'));
    expect(consumedAt(clock, at(9, '10:00'), always) / HOUR).toBe(66);
  });

  test('a pause from Friday 16:00 to Monday 10:00 costs nothing of it', () => {
    const begun = start(at(6, '12:00'));
    const paused = observeClock(begun, { ...seen, at: at(6, '16:00'), paused: true }, business);
    expect(paused).toMatchObject({ changes: ['paused'], clock: { state: 'paused', consumed: 4 * HOUR, since: null } });
    expect(reachedAt(paused.clock, 8 * HOUR, business)).toBeNull();
    const resumed = observeClock(paused.clock, { ...seen, at: at(9, '10:00') }, business);
    expect(resumed.changes).toEqual(['resumed']);
    expect(reachedAt(resumed.clock, 8 * HOUR, business)).toBe(at(9, '14:00'));
  });

  test('a record that is paused from the beginning has a clock that does not run', () => {
    const clock = start(at(6, '12:00'), { paused: true });
    expect(clock.state).toBe('paused');
    expect(consumedAt(clock, at(20, '12:00'), business)).toBe(0);
  });

  test('another target keeps what was consumed', () => {
    const { clock, changes } = observeClock(
      start(at(6, '12:00')),
      { ...seen, at: at(6, '14:00'), target: 3 * HOUR },
      business,
    );
    expect(changes).toEqual(['retargeted']);
    expect(reachedAt(clock, clock.target, business)).toBe(at(6, '15:00'));
    expect(reachedAt({ ...clock, target: HOUR }, HOUR, business)).toBe(at(6, '13:00'));
  });

  test('it ends as met or missed, and stays so', () => {
    const clock = start(at(6, '09:00'));
    const met = observeClock(clock, { ...seen, at: at(6, '17:00'), resolved: true }, business);
    expect(met).toMatchObject({
      changes: ['met'],
      clock: { state: 'met', consumed: 8 * HOUR, endedAt: at(6, '17:00') },
    });
    const missed = observeClock(clock, { ...seen, at: at(9, '09:01'), resolved: true }, business);
    expect(missed).toMatchObject({ changes: ['missed'], clock: { state: 'missed' } });
    expect(observeClock(met.clock, { ...seen, at: at(9, '09:00'), paused: true }, business)).toEqual({
      clock: met.clock,
      changes: [],
    });
  });

  test('a paused clock that is resolved counts nothing of the pause', () => {
    const paused = observeClock(start(at(6, '09:00')), { ...seen, at: at(6, '10:00'), paused: true }, business).clock;
    const { clock } = observeClock(paused, { ...seen, at: at(9, '12:00'), paused: true, resolved: true }, business);
    expect(clock).toMatchObject({ state: 'met', consumed: HOUR });
  });

  test('cancelled, it keeps what it counted', () => {
    const clock = cancelClock(start(at(6, '09:00')), at(6, '10:00'), business);
    expect(clock).toMatchObject({ state: 'cancelled', consumed: HOUR });
    expect(cancelClock(clock, at(6, '11:00'), business)).toBe(clock);
  });

  test('a new holiday moves what is left, not what was consumed', () => {
    const clock = start(at(5, '15:00'));
    const withHoliday: Calendar = { ...business, holidays: [{ date: '2026-02-06' }] };
    const changed = changeCalendar(clock, at(5, '16:00'), business);
    expect(consumedAt(changed, at(5, '16:00'), withHoliday)).toBe(HOUR);
    expect(reachedAt(clock, clock.target, business)).toBe(at(6, '15:00'));
    expect(reachedAt(changed, changed.target, withHoliday)).toBe(at(9, '15:00'));
  });
});

describe('marks on a clock', () => {
  const marks = [
    { id: 'half', percent: 50 },
    { id: 'level-1', amount: 2 * HOUR },
    { id: 'target', percent: 100 },
  ];

  test('come in the order of the clock, each once', () => {
    const clock = start(at(6, '09:00'));
    const reached = marksReached(clock, { marks, passed: [], at: at(6, '13:00') }, business);
    expect(reached.map(({ id }) => id)).toEqual(['level-1', 'half']);
    expect(marksReached(clock, { marks, passed: ['level-1', 'half'], at: at(6, '16:59') }, business)).toEqual([]);
    expect(nextMarkAt(clock, { marks, passed: [] }, business)).toBe(at(6, '11:00'));
    expect(nextMarkAt(clock, { marks, passed: ['level-1', 'half'] }, business)).toBe(at(6, '17:00'));
    expect(nextMarkAt(clock, { marks, passed: ['level-1', 'half', 'target'] }, business)).toBeNull();
  });

  test('shares of the target move with it', () => {
    const clock = { ...start(at(6, '09:00')), target: 2 * HOUR };
    expect(marksReached(clock, { marks, passed: [], at: at(6, '10:00') }, business).map(({ id }) => id)).toEqual([
      'half',
    ]);
  });
});

describe('targets as working time', () => {
  test.each([
    ['PT4H', business, 4],
    [{ business: 'PT90M' }, business, 1.5],
    [{ businessDays: 1 }, business, 8],
    [{ businessDays: 3 }, business, 24],
    ['P2D', always, 48],
  ] as const)('%j', (duration, calendar, hours) => {
    expect(workingTimeOf(duration, at(6, '12:00'), calendar) / HOUR).toBe(hours);
  });
});
