import { describe, expect, test } from '@jest/globals';
import { type At, atSchema } from '../../../domain/time/at.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { resolveZone } from '../../../domain/time/resolve-zone.ts';
import { resolveWait, roundDelay, untilSchema, type WaitScope, type WaitTime } from '../../../domain/time/wait-time.ts';

const at = (text: string) => Date.parse(text);
const scopeAt = (now: string, change: Partial<WaitScope> = {}): WaitScope => ({
  now: at(now),
  zone: 'Europe/Warsaw',
  calendars: builtInCalendars('Europe/Warsaw'),
  zones: { company: 'Europe/Warsaw' },
  read: () => undefined,
  ...change,
});
const dueOf = (wait: WaitTime, scope: WaitScope) => {
  const result = resolveWait(wait, scope);
  return result.kind === 'due' ? new Date(result.dueAt).toISOString() : result.kind;
};

describe('zones of contact, owner and company', () => {
  test.each([
    ['contact', { contact: 'Asia/Tokyo', company: 'UTC' }, 'Asia/Tokyo', 'contact', []],
    ['contact', { contact: '', account: 'Asia/Tokyo', company: 'UTC' }, 'Asia/Tokyo', 'account', ['missing']],
    ['contact', { contact: 'Nowhere', account: null, company: 'UTC' }, 'UTC', 'company', ['invalid', 'missing']],
    ['owner', { contact: 'Asia/Tokyo', company: 'Europe/Warsaw' }, 'Europe/Warsaw', 'company', ['missing']],
    ['company', { company: 'Moon/Crater' }, 'UTC', 'utc', ['invalid']],
    ['America/New_York', { company: 'UTC' }, 'America/New_York', 'named', []],
  ] as const)('%s of %j is %s', (ref, known, zone, source, reasons) => {
    const result = resolveZone(ref, known);
    expect(result).toMatchObject({ zone, source });
    expect(result.passedOver.map(({ reason }) => reason)).toEqual(reasons);
  });
});

describe('the shape of at', () => {
  test.each([
    [{ time: '09:00', zone: 'contact' }, true],
    [{ time: '09:00', days: [1, 5], zone: 'Europe/Warsaw', ifPast: 'skip' }, true],
    [{ time: '9:00', zone: 'contact' }, false],
    [{ time: '24:00', zone: 'contact' }, false],
    [{ time: '09:00', zone: 'Moon/Crater' }, false],
    [{ time: '09:00' }, false],
    [{ time: '09:00', zone: 'owner', days: [0] }, false],
    [{ time: '09:00', zone: 'owner', days: [] }, false],
    [{ time: '09:00', zone: 'owner', ifPast: 'perhaps' }, false],
  ])('%j: %s', (value, fits) => {
    expect(atSchema.safeParse(value).success).toBe(fits);
  });
});

describe('when a wait is due', () => {
  const nine: At = { time: '09:00', zone: 'contact' };

  test('three business days, then the next 09:00 of the contact', () => {
    const scope = scopeAt('2026-06-01T12:00:00Z', { zones: { contact: 'America/New_York', company: 'Europe/Warsaw' } });
    expect(dueOf({ for: { businessDays: 3 }, at: nine }, scope)).toBe('2026-06-04T13:00:00.000Z');
  });

  test.each([
    [
      'Monday 06:00 in Tokyo, asked on Sunday evening there',
      '2026-06-07T12:00:00Z',
      { time: '06:00', days: [1], zone: 'Asia/Tokyo' },
      '2026-06-07T21:00:00.000Z',
    ],
    [
      'Monday 09:00 in New York over the spring change',
      '2026-03-06T20:00:00Z',
      { time: '09:00', days: [1], zone: 'America/New_York' },
      '2026-03-09T13:00:00.000Z',
    ],
    [
      '02:30 on the day without it',
      '2026-03-29T00:00:00Z',
      { time: '02:30', zone: 'Europe/Warsaw' },
      '2026-03-29T01:00:00.000Z',
    ],
    [
      '02:30 on the day that has it twice: the first',
      '2026-10-25T00:00:00Z',
      { time: '02:30', zone: 'Europe/Warsaw' },
      '2026-10-25T00:30:00.000Z',
    ],
    ['… and once only', '2026-10-25T01:00:00Z', { time: '02:30', zone: 'Europe/Warsaw' }, '2026-10-26T01:30:00.000Z'],
    [
      'the very moment counts',
      '2026-06-01T07:00:00Z',
      { time: '09:00', zone: 'Europe/Warsaw' },
      '2026-06-01T07:00:00.000Z',
    ],
    [
      'a moment later is tomorrow',
      '2026-06-01T07:00:00.001Z',
      { time: '09:00', zone: 'Europe/Warsaw' },
      '2026-06-02T07:00:00.000Z',
    ],
  ] as const)('%s', (_, now, alone, expected) => {
    const { days, ...rest } = { days: undefined, ...alone };
    expect(dueOf({ at: days ? { ...rest, days: [...days] } : rest }, scopeAt(now))).toBe(expected);
  });

  test.each([
    ['next', '2026-06-02T07:00:00.000Z'],
    ['now', '2026-06-01T10:00:00.000Z'],
    ['skip', 'skipped'],
  ] as const)('a time of day that has passed: %s', (ifPast, expected) => {
    expect(dueOf({ at: { ...nine, ifPast } }, scopeAt('2026-06-01T10:00:00Z'))).toBe(expected);
  });

  test('until a date field, three business days before, at 09:00', () => {
    const scope = scopeAt('2026-05-01T10:00:00Z', { read: (field) => (field === 'renewalOn' ? '2026-06-08' : null) });
    const until = { field: 'renewalOn', offset: { before: { businessDays: 3 } } };
    expect(dueOf({ until }, scope)).toBe('2026-06-02T22:00:00.000Z');
    expect(dueOf({ until, at: nine }, scope)).toBe('2026-06-03T07:00:00.000Z');
    expect(resolveWait({ until: { field: 'other' } }, scope)).toEqual({ kind: 'no-time', field: 'other' });
  });

  test('until a moment that has passed goes on at once; with at, as ifPast says', () => {
    const scope = scopeAt('2026-06-01T10:00:00Z');
    expect(dueOf({ until: '2026-05-01T00:00:00Z' }, scope)).toBe('2026-06-01T10:00:00.000Z');
    expect(dueOf({ until: '2026-05-01', at: nine }, scope)).toBe('2026-06-02T07:00:00.000Z');
    expect(dueOf({ until: '2026-05-01', at: { ...nine, ifPast: 'now' } }, scope)).toBe('2026-06-01T10:00:00.000Z');
    expect(dueOf({ until: '2026-05-01', at: { ...nine, ifPast: 'skip' } }, scope)).toBe('skipped');
  });

  test('the explanation says how it came about', () => {
    const scope = scopeAt('2026-06-01T10:00:00Z', { zones: { contact: 'bad', company: 'Europe/Warsaw' } });
    expect(resolveWait({ at: nine }, scope)).toEqual({
      kind: 'due',
      dueAt: at('2026-06-02T07:00:00Z'),
      explain: {
        base: at('2026-06-01T10:00:00Z'),
        past: 'next',
        at: {
          time: '09:00',
          zone: 'Europe/Warsaw',
          source: 'company',
          passedOver: [
            { source: 'contact', reason: 'invalid' },
            { source: 'account', reason: 'missing' },
          ],
        },
      },
    });
  });

  test('delays over a day end on a full minute, shorter ones are exact', () => {
    const start = at('2026-06-01T10:00:00.123Z');
    expect(roundDelay(start, start + 86_400_000)).toBe(start + 86_400_000);
    expect(new Date(roundDelay(start, start + 86_400_001)).toISOString()).toBe('2026-06-02T10:01:00.000Z');
    expect(dueOf({ for: 'PT8S' }, { ...scopeAt('2026-06-01T10:00:00Z'), now: start })).toBe('2026-06-01T10:00:08.123Z');
  });

  test.each([['2031-01-01'], ['2031-01-01T00:00:00Z'], ['2031-01-01T09:00'], [{ field: 'validUntil' }]])(
    '%j is an until',
    (value) => {
      expect(untilSchema.safeParse(value).success).toBe(true);
    },
  );
  test.each([['tomorrow'], ['09:00'], ['2031-13-01'], [{ offset: { before: 'P1D' } }], [5]])('%j is none', (value) => {
    expect(untilSchema.safeParse(value).success).toBe(false);
  });
});
