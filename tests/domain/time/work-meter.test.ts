import { businessMillisBetween } from '../../../domain/time/business-time.ts';
import { builtInCalendars } from '../../../domain/time/calendar.ts';
import { createWorkMeter } from '../../../domain/time/work-meter.ts';

const { business, always } = builtInCalendars('Europe/Warsaw');
const start = Date.parse('2026-03-20T11:22:33Z');
const end = Date.parse('2026-04-20T12:00:00Z');

test.each([business, always])('reads what counting each length gives: $key', (calendar) => {
  const worked = createWorkMeter(calendar, { start, end });
  const step = Math.floor((end - start) / 97);
  for (let from = start; from < end; from += step) {
    for (let to = start; to <= end; to += step * 7)
      expect(worked(from, to)).toBe(businessMillisBetween(from, to, calendar));
  }
  expect(worked(start, end)).toBe(businessMillisBetween(start, end, calendar));
});

test('outside of its stretch it reads nothing', () => {
  const worked = createWorkMeter(always, { start, end });
  expect(worked(start - 5_000, start + 5_000)).toBe(5_000);
  expect(worked(end - 5_000, end + 5_000)).toBe(5_000);
  expect(worked(end, start)).toBe(0);
});
