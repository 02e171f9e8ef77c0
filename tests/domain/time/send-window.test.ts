import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { everOpens, opensAt, type PlacedWindow, sendWindowSchema } from '../../../domain/time/send-window.ts';

const warsaw = 'Europe/Warsaw';
const calendars = builtInCalendars(warsaw);
const opens = (now: string, window: Partial<PlacedWindow>) => {
  const at = opensAt(Date.parse(now), { from: '08:00', until: '20:00', zone: 'UTC', ...window }, calendars);
  return at === undefined ? undefined : new Date(at).toISOString();
};

it('is open from its beginning on, up to its end', () => {
  expect(opens('2031-03-03T08:00:00.000Z', {})).toBe('2031-03-03T08:00:00.000Z');
  expect(opens('2031-03-03T19:59:59.999Z', {})).toBe('2031-03-03T19:59:59.999Z');
  expect(opens('2031-03-03T20:00:00.000Z', {})).toBe('2031-03-04T08:00:00.000Z');
  expect(opens('2031-03-03T07:59:00.000Z', {})).toBe('2031-03-03T08:00:00.000Z');
  expect(opens('2031-03-03T23:30:00.000Z', { until: '24:00' })).toBe('2031-03-03T23:30:00.000Z');
});

it('opens on its weekdays only', () => {
  // 7 March 2031 is a Friday.
  expect(opens('2031-03-07T20:30:00.000Z', { days: [1, 2, 3, 4, 5] })).toBe('2031-03-10T08:00:00.000Z');
  expect(opens('2031-03-08T10:00:00.000Z', { days: [7] })).toBe('2031-03-09T08:00:00.000Z');
});

it('is counted on the wall clock of its zone', () => {
  expect(opens('2031-03-03T06:59:00.000Z', { zone: warsaw })).toBe('2031-03-03T07:00:00.000Z');
  expect(opens('2031-03-03T23:30:00.000Z', { zone: 'America/New_York' })).toBe('2031-03-03T23:30:00.000Z');
});

it('follows both clock changes', () => {
  // The clocks of Warsaw go from 02:00 to 03:00 on 30 March 2031, and from 03:00 back to 02:00 on 26 October.
  expect(opens('2031-03-29T22:00:00.000Z', { zone: warsaw })).toBe('2031-03-30T06:00:00.000Z');
  expect(opens('2031-10-25T20:00:00.000Z', { zone: warsaw })).toBe('2031-10-26T07:00:00.000Z');
  expect(opens('2031-03-29T23:00:00.000Z', { zone: warsaw, from: '02:30' })).toBe('2031-03-30T01:00:00.000Z');
  expect(opens('2031-10-25T22:00:00.000Z', { zone: warsaw, from: '02:30' })).toBe('2031-10-26T00:30:00.000Z');
  // A window inside the hour that is skipped does not open that day.
  expect(opens('2031-03-29T23:00:00.000Z', { zone: warsaw, from: '02:10', until: '02:50' })).toBe(
    '2031-03-31T00:10:00.000Z',
  );
});

it('narrows to the working hours of a calendar', () => {
  const window = { zone: warsaw, calendar: 'business' };
  expect(opens('2031-03-03T07:30:00.000Z', window)).toBe('2031-03-03T08:00:00.000Z');
  expect(opens('2031-03-07T16:00:00.000Z', window)).toBe('2031-03-10T08:00:00.000Z');
  expect(opens('2031-03-03T09:00:00.000Z', { ...window, calendar: 'gone' })).toBe('2031-03-03T09:00:00.000Z');
  expect(opens('2031-03-03T09:00:00.000Z', { ...window, from: '18:00' })).toBeUndefined();
  expect(everOpens({ ...window, from: '18:00', until: '20:00' }, calendars.business)).toBe(false);
  expect(everOpens({ ...window, from: '16:00', until: '20:00', days: [6] }, calendars.business)).toBe(false);
  expect(everOpens({ ...window, from: '16:00', until: '20:00', days: [5] }, calendars.business)).toBe(true);
});

it('ends after it begins, in a zone that is there', () => {
  const fits = (window: object) =>
    sendWindowSchema.safeParse({ from: '08:00', until: '20:00', zone: 'contact', ...window }).success;
  expect(fits({})).toBe(true);
  expect(fits({ until: '24:00' })).toBe(true);
  expect(fits({ from: '21:00' })).toBe(false);
  expect(fits({ zone: 'Mars/Olympus' })).toBe(false);
  expect(fits({ days: [8] })).toBe(false);
});
