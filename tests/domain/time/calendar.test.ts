import { describe, expect, test } from '@jest/globals';
import { addDuration, applyOffset, subtractDuration } from '../../../domain/time/add-duration.ts';
import {
  addBusiness,
  addBusinessDays,
  businessMillisBetween,
  nextWorkInstant,
} from '../../../domain/time/business-time.ts';
import { builtInCalendars, type Calendar, calendarSchema } from '../../../domain/time/calendar.ts';
import { fromWall, isZone, toWall } from '../../../domain/time/zone.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString();

describe('zones', () => {
  test('names of the IANA data base are zones, other texts are not', () => {
    expect(['Europe/Warsaw', 'UTC', 'Asia/Kolkata'].every(isZone)).toBe(true);
    expect(['Moon/Crater', '', '+02:00', 'CETX', '1'].some(isZone)).toBe(false);
  });

  test.each([
    ['a skipped reading is the moment of the change', '2026-03-29T02:30:00Z', '2026-03-29T01:00:00.000Z'],
    ['a repeated reading is its first occurrence', '2026-10-25T02:30:00Z', '2026-10-25T00:30:00.000Z'],
    ['after the change the new offset counts', '2026-10-25T03:00:00Z', '2026-10-25T02:00:00.000Z'],
    ['a usual reading', '2026-07-01T09:00:00Z', '2026-07-01T07:00:00.000Z'],
  ])('%s (Europe/Warsaw)', (_, wall, expected) => {
    expect(iso(fromWall(at(wall), 'Europe/Warsaw'))).toBe(expected);
  });

  test('a day that a zone left out whole ends at the change', () => {
    expect(iso(fromWall(at('2011-12-30T09:00:00Z'), 'Pacific/Apia'))).toBe('2011-12-30T10:00:00.000Z');
    expect(iso(toWall(at('2011-12-30T10:00:00Z'), 'Pacific/Apia'))).toBe('2011-12-31T00:00:00.000Z');
  });
});

describe('the shape of a calendar', () => {
  const calendar = (change: Partial<Record<keyof Calendar, unknown>>) => ({
    ...builtInCalendars('Europe/Warsaw').business,
    ...change,
  });

  test('the built-in ones fit it', () => {
    for (const one of Object.values(builtInCalendars('Europe/Warsaw'))) expect(calendarSchema.parse(one)).toEqual(one);
  });

  test.each([
    [
      'a lunch break',
      {
        weekly: {
          1: [
            ['09:00', '12:00'],
            ['13:00', '17:00'],
          ],
        },
      },
      true,
    ],
    [
      'intervals that touch',
      {
        weekly: {
          1: [
            ['09:00', '12:00'],
            ['12:00', '17:00'],
          ],
        },
      },
      true,
    ],
    [
      'intervals that overlap',
      {
        weekly: {
          1: [
            ['09:00', '12:00'],
            ['11:00', '17:00'],
          ],
        },
      },
      false,
    ],
    ['an empty interval', { weekly: { 1: [['09:00', '09:00']] } }, false],
    ['an interval backwards', { weekly: { 1: [['17:00', '09:00']] } }, false],
    ['a week without work', { weekly: { 1: [] } }, false],
    ['an eighth weekday', { weekly: { 8: [['09:00', '17:00']] } }, false],
    ['a holiday of every year', { holidays: [{ date: '12-25', name: 'Christmas' }] }, true],
    ['a date that is none', { holidays: [{ date: '2026-02-30' }] }, false],
    ['an unknown zone', { zone: 'Moon/Crater' }, false],
  ])('%s', (_, change, fits) => {
    expect(calendarSchema.safeParse(calendar(change)).success).toBe(fits);
  });
});

describe('business time', () => {
  const { business, always } = builtInCalendars('Europe/Warsaw');

  test('eight hours from Monday 09:00 end that day at 17:00, a minute more on Tuesday', () => {
    const monday = at('2026-06-01T07:00:00Z');
    expect(iso(addBusiness(monday, 8 * HOUR, business))).toBe('2026-06-01T15:00:00.000Z');
    expect(iso(addBusiness(monday, 8 * HOUR + 60_000, business))).toBe('2026-06-02T07:01:00.000Z');
  });

  test('Friday 16:00 to Monday 10:00 is two hours', () => {
    expect(businessMillisBetween(at('2026-06-05T14:00:00Z'), at('2026-06-08T08:00:00Z'), business)).toBe(2 * HOUR);
    expect(businessMillisBetween(at('2026-06-08T08:00:00Z'), at('2026-06-05T14:00:00Z'), business)).toBe(0);
  });

  test('the next work instant of a weekend is Monday 09:00, of work time itself', () => {
    expect(iso(nextWorkInstant(at('2026-06-06T10:00:00Z'), business))).toBe('2026-06-08T07:00:00.000Z');
    expect(iso(nextWorkInstant(at('2026-06-08T10:00:00Z'), business))).toBe('2026-06-08T10:00:00.000Z');
    expect(iso(nextWorkInstant(at('2026-06-08T15:00:00Z'), business))).toBe('2026-06-09T07:00:00.000Z');
  });

  test('business days keep the time of day and step over weekends and clock changes', () => {
    expect(iso(addBusinessDays(at('2026-03-27T19:30:00Z'), 1, business))).toBe('2026-03-30T18:30:00.000Z');
    expect(iso(addBusinessDays(at('2026-06-06T10:00:00Z'), 0, business))).toBe('2026-06-08T10:00:00.000Z');
    expect(iso(addBusinessDays(at('2026-06-08T10:00:00Z'), 0, business))).toBe('2026-06-08T10:00:00.000Z');
    expect(iso(addBusinessDays(at('2026-06-08T10:00:00Z'), -1, business))).toBe('2026-06-05T10:00:00.000Z');
  });

  test('holidays have no work, special days their own', () => {
    const own: Calendar = {
      ...business,
      holidays: [{ date: '2026-06-02' }, { date: '06-03' }],
      specialDays: [{ date: '2026-06-03', intervals: [['10:00', '12:00']] }],
    };
    expect(iso(addBusiness(at('2026-06-01T14:00:00Z'), 2 * HOUR, own))).toBe('2026-06-03T09:00:00.000Z');
    expect(iso(addBusinessDays(at('2026-06-01T14:00:00Z'), 1, own))).toBe('2026-06-03T14:00:00.000Z');
  });

  test('a day of clock change has 23 and 25 hours in the calendar that always works', () => {
    const hours = (from: string, to: string) => businessMillisBetween(at(from), at(to), always) / HOUR;
    expect(hours('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(23);
    expect(hours('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(25);
  });

  test('a calendar whose work has ended says so instead of searching for ever', () => {
    const closed: Calendar = { ...business, weekly: {} };
    for (const ask of [
      () => addBusiness(0, 1, closed),
      () => addBusinessDays(0, 1, closed),
      () => nextWorkInstant(0, closed),
    ]) {
      expect(ask).toThrow('no more working time');
    }
  });
});

describe('adding durations', () => {
  const scope = { zone: 'Europe/Warsaw', calendars: builtInCalendars('Europe/Warsaw') };
  test.each([
    ['days keep the wall clock over the spring change', '2026-03-28T08:00:00Z', 'P1D', '2026-03-29T07:00:00.000Z'],
    ['hours are elapsed time', '2026-03-28T08:00:00Z', 'PT24H', '2026-03-29T08:00:00.000Z'],
    ['months end on the last day of a shorter month', '2026-01-31T08:00:00Z', 'P1M', '2026-02-28T08:00:00.000Z'],
    ['a leap year', '2028-02-29T08:00:00Z', 'P1Y', '2029-02-28T08:00:00.000Z'],
    ['days first, hours then', '2026-03-28T01:30:00Z', 'P1DT1H', '2026-03-29T02:00:00.000Z'],
    ['into the repeated hour: its first occurrence', '2026-10-24T00:30:00Z', 'P1D', '2026-10-25T00:30:00.000Z'],
  ])('%s', (_, start, duration, expected) => {
    expect(iso(addDuration(at(start), duration, scope))).toBe(expected);
  });

  test('subtracting and offsets', () => {
    expect(iso(subtractDuration(at('2026-06-08T08:00:00Z'), { business: 'PT4H' }, scope))).toBe(
      '2026-06-05T12:00:00.000Z',
    );
    expect(iso(applyOffset(at('2026-06-08T08:00:00Z'), { before: { businessDays: 3 } }, scope))).toBe(
      '2026-06-03T08:00:00.000Z',
    );
    expect(iso(applyOffset(at('2026-06-08T08:00:00Z'), { after: 'P1W' }, scope))).toBe('2026-06-15T08:00:00.000Z');
  });

  test('an unknown calendar is named', () => {
    expect(() => addDuration(0, { businessDays: 1, calendar: 'moon' }, scope)).toThrow('There is no calendar "moon"');
  });
});
