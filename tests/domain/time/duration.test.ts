import { describe, expect, test } from '@jest/globals';
import { describeDuration, durationText } from '../../../domain/time/describe-duration.ts';
import { durationSchema, offsetSchema } from '../../../domain/time/duration.ts';
import { parseIsoDuration } from '../../../domain/time/iso-duration.ts';

describe('reading ISO 8601 durations', () => {
  test.each([
    ['PT4H', { months: 0, days: 0, millis: 14_400_000 }],
    ['P3D', { months: 0, days: 3, millis: 0 }],
    ['P2W', { months: 0, days: 14, millis: 0 }],
    ['P1Y2M', { months: 14, days: 0, millis: 0 }],
    ['P1M2DT12H30M5S', { months: 1, days: 2, millis: 45_005_000 }],
    ['PT0.25S', { months: 0, days: 0, millis: 250 }],
    ['PT0S', { months: 0, days: 0, millis: 0 }],
    ['PT36H', { months: 0, days: 0, millis: 129_600_000 }],
  ])('%s', (text, expected) => {
    expect(parseIsoDuration(text)).toEqual(expected);
  });

  test.each([
    ['PT2X', 'duration-malformed'],
    ['3 days', 'duration-malformed'],
    ['', 'duration-malformed'],
    ['P', 'duration-malformed'],
    ['PT', 'duration-malformed'],
    ['P1DT', 'duration-malformed'],
    ['P1.5D', 'duration-malformed'],
    ['p3d', 'duration-malformed'],
    ['PT5S ', 'duration-malformed'],
    ['P3H', 'duration-malformed'],
    ['-PT5S', 'duration-negative'],
    ['+PT5S', 'duration-negative'],
    ['PT-5S', 'duration-negative'],
    ['P101Y', 'duration-too-long'],
    ['PT99999999999999999999H', 'duration-too-long'],
  ])('%j is refused as %s', (text, code) => {
    expect(parseIsoDuration(text)).toMatchObject({ code, message: expect.stringContaining(text.trim().slice(0, 6)) });
  });
});

describe('the shape of a duration', () => {
  test.each([
    ['PT4H'],
    [{ business: 'PT8H' }],
    [{ business: 'PT8H', calendar: 'support' }],
    [{ businessDays: 3 }],
    [{ businessDays: 0, calendar: 'always' }],
  ])('%j is one', (value) => {
    expect(durationSchema.parse(value)).toEqual(value);
  });

  test.each([
    ['3 days', 'is not an ISO 8601 duration'],
    ['-PT5S', 'has a sign'],
    [{ business: 'P1D' }, 'counts days'],
    [{ business: 'PT20000H' }, 'longer than 10,000 business hours'],
    [{ businessDays: -1 }, ''],
    [{ businessDays: 1.5 }, ''],
    [{ businessDays: 3, calender: 'x' }, ''],
    [{}, 'a duration is'],
    [5, 'a duration is'],
    [null, 'a duration is'],
  ])('%j is refused', (value, message) => {
    const result = durationSchema.safeParse(value);
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((issue) => issue.message).join()).toContain(message);
  });

  test('an offset lies before or after', () => {
    expect(offsetSchema.parse({ before: 'P3D' })).toEqual({ before: 'P3D' });
    expect(offsetSchema.safeParse({ before: 'P3D', after: 'P1D' }).success).toBe(false);
  });
});

describe('a duration in words', () => {
  test.each([
    [{ businessDays: 3 }, '3 business days'],
    [{ businessDays: 1 }, '1 business day'],
    [{ business: 'PT8H30M' }, '8 business hours 30 business minutes'],
    ['PT2H', '2 hours'],
    ['P1DT12H', '1 day 12 hours'],
    ['P1W', '1 week'],
    ['P10D', '10 days'],
    ['P1Y6M', '1 year 6 months'],
    ['PT0S', '0 seconds'],
    ['PT36H', '36 hours'],
  ])('%j is "%s"', (duration, text) => {
    expect(durationText(duration)).toBe(text);
  });

  test('parts carry the key and the count for other languages', () => {
    expect(describeDuration({ businessDays: 3 })).toEqual([
      { key: 'duration.businessDay', params: { count: 3 }, text: '3 business days' },
    ]);
    expect(describeDuration('nonsense')).toEqual([]);
  });
});
