import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { type DateSettings, type Occurrence, planDate } from '../../../domain/triggers/date-moments.ts';

const iso = (ms: number | null | undefined) => (typeof ms === 'number' ? new Date(ms).toISOString() : ms);

function plan(
  settings: Omit<DateSettings, 'field'>,
  value: unknown,
  { now = '2031-03-03T09:00:00Z', zone = 'UTC', reached = null as Occurrence | null } = {},
) {
  const scope = {
    now: Date.parse(now),
    zone,
    zones: { contact: zone, company: 'UTC' },
    calendars: builtInCalendars(zone),
  };
  return planDate({ field: 'due', ...settings }, value, { scope, reached });
}
const due = (...given: Parameters<typeof plan>) => iso(plan(...given)?.dueAt);

test('a date begins at midnight of the zone; a time is itself; what is no date is not planned', () => {
  expect(due({}, '2031-05-10', { zone: 'Europe/Warsaw' })).toBe('2031-05-09T22:00:00.000Z');
  expect(due({}, '2031-05-10T14:30:00.000Z')).toBe('2031-05-10T14:30:00.000Z');
  for (const value of [null, undefined, '', 'soon', 5]) expect(plan({}, value)).toBeNull();
});

test('an offset moves it, in working days too, and a time of day is of the date it then falls on', () => {
  const at = { time: '09:00', zone: 'company' } as const;
  expect(due({ offset: { before: 'P60D' }, at }, '2031-06-30')).toBe('2031-05-01T09:00:00.000Z');
  expect(due({ offset: { after: { businessDays: 2 } } }, '2031-05-09')).toBe('2031-05-13T00:00:00.000Z');
  expect(due({ offset: { before: 'P1D' }, at }, '2031-05-10T14:00:00.000Z')).toBe('2031-05-09T09:00:00.000Z');
  expect(due({ at: { time: '02:30', zone: 'Europe/Warsaw' } }, '2031-03-30')).toBe('2031-03-30T01:00:00.000Z');
});

test('what has passed by a day counts, what has passed by more does not, unless the time of day says so', () => {
  expect(due({}, '2031-03-03')).toBe('2031-03-03T00:00:00.000Z');
  expect(due({}, '2031-03-02')).toBeNull();
  const at = { time: '08:00', zone: 'company' } as const;
  expect(due({ at: { ...at, ifPast: 'now' } }, '2031-01-02')).toBe('2031-01-02T08:00:00.000Z');
  expect(due({ at: { ...at, ifPast: 'next' } }, '2031-01-02')).toBe('2031-03-04T08:00:00.000Z');
  expect(due({ at: { ...at, ifPast: 'skip' } }, '2031-03-03')).toBeNull();
});

test('each value comes once, each year of a yearly one once', () => {
  expect(plan({}, '2031-05-10', { reached: { value: '2031-05-10', year: null } })?.dueAt).toBeNull();
  expect(due({}, '2031-05-11', { reached: { value: '2031-05-10', year: null } })).toBe('2031-05-11T00:00:00.000Z');
  const yearly = { every: 'year' } as const;
  expect(plan(yearly, '1984-05-10')).toMatchObject({ year: 2031, dueAt: Date.parse('2031-05-10') });
  expect(plan(yearly, '1984-03-01')).toMatchObject({ year: 2032, dueAt: Date.parse('2032-03-01') });
  expect(plan(yearly, '2033-01-01')).toMatchObject({ year: 2033 });
  expect(plan(yearly, '1984-05-10', { reached: { value: '1984-05-10', year: 2031 } })).toMatchObject({ year: 2032 });
  expect(plan(yearly, '1984-03-03')).toMatchObject({ year: 2031, dueAt: Date.parse('2031-03-03') });
});

test('29 February is 28 February in other years, and an offset may reach into the year before', () => {
  expect(plan({ every: 'year' }, '2028-02-29', { now: '2029-01-01T00:00:00Z' })).toMatchObject({
    year: 2029,
    dueAt: Date.parse('2029-02-28'),
  });
  expect(plan({ every: 'year', offset: { before: 'P30D' } }, '1990-01-10')).toMatchObject({
    year: 2032,
    dueAt: Date.parse('2031-12-11'),
  });
});
