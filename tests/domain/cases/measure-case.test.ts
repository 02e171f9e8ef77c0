import type { CaseHistory, CaseImage } from '../../../domain/cases/case-history.ts';
import { summarise } from '../../../domain/cases/case-report.ts';
import { measureCase } from '../../../domain/cases/measure-case.ts';
import { businessMillisBetween } from '../../../domain/time/business-time.ts';
import type { Calendar } from '../../../domain/time/calendar.ts';

const day: [string, string][] = [
  ['09:00', '12:00'],
  ['12:30', '17:00'],
];
/** Half an hour of lunch; Easter Monday is a holiday; the clocks change on 29 March. */
const calendar: Calendar = {
  key: 'lunch',
  zone: 'Europe/Warsaw',
  weekly: { 1: day, 2: day, 3: day, 4: day, 5: day },
  holidays: [{ date: '2026-04-06' }],
  specialDays: [],
};
const at = (text: string) => Date.parse(`${text}Z`);
const period = { from: at('2026-03-01T00:00:00'), to: at('2026-05-01T00:00:00') };
const blank: CaseImage = {
  status: 'new',
  ownerId: null,
  teamId: null,
  queue: null,
  priority: null,
  escalationLevel: 0,
  firstResponseAt: null,
  resolvedThrough: null,
  timeSpentMinutes: null,
  costEntered: null,
  currency: null,
};

/** A history of changes, each on what was before. */
function historyOf(...changes: readonly [when: string, change: Partial<CaseImage>][]): CaseHistory {
  let image = blank;
  return {
    id: 'c',
    portal: [],
    changes: changes.map(([when, change]) => {
      image = { ...image, ...change };
      return { at: at(when), image };
    }),
  };
}

const factsOf = (history: CaseHistory, within = period) =>
  measureCase(history, { period: within, worked: (from, to) => businessMillisBetween(from, to, calendar) });
const summaryOf = (history: CaseHistory, within = period, rate = { hourly: 6_000, currency: 'EUR' }) =>
  summarise(factsOf(history, within), rate);

test('a case over a weekend on which the clocks change: Friday 16:00 to Monday 10:00 is an hour and an hour', () => {
  const summary = summaryOf(
    historyOf(
      // Local time is UTC+1 on Friday and UTC+2 on Monday.
      ['2026-03-27T15:00:00', {}],
      ['2026-03-30T08:00:00', { status: 'resolved' }],
    ),
  );
  expect(summary.resolution).toEqual({
    count: 1,
    wallSeconds: 65 * 3600,
    wallAverage: 65 * 3600,
    businessSeconds: 2 * 3600,
    businessAverage: 2 * 3600,
  });
  expect(summary.timeInNew).toEqual(summary.resolution);
  expect(summary.age.count).toBe(0);
});

test('lunch and holidays are no working time', () => {
  const { resolution } = summaryOf(
    historyOf(['2026-04-03T09:59:30', {}], ['2026-04-07T10:45:15', { status: 'closed' }]),
  );
  // Friday from 11:59:30: half a minute, then 12:30 to 17:00; Monday none; Tuesday 09:00 to 12:00 and 12:30 to 12:45:15.
  expect(resolution.businessSeconds).toBe(30 + 4.5 * 3600 + 3 * 3600 + 15 * 60 + 15);
});

test('a case that came back counts from its beginning to its last resolution, and once', () => {
  const history = historyOf(
    ['2026-03-02T08:00:00', {}],
    ['2026-03-02T09:00:00', { status: 'open', firstResponseAt: at('2026-03-02T08:40:00') }],
    ['2026-03-03T08:00:00', { status: 'resolved' }],
    ['2026-03-04T08:00:00', { status: 'open' }],
    ['2026-03-05T08:00:00', { status: 'resolved' }],
    ['2026-03-06T08:00:00', { status: 'closed' }],
  );
  const summary = summaryOf(history);
  expect(summary.resolution).toMatchObject({ count: 1, wallSeconds: 3 * 86_400 });
  expect(summary).toMatchObject({ reopened: 1, closed: 1, selfClosed: 0 });
  expect(summary.firstResponse).toMatchObject({ count: 1, wallSeconds: 40 * 60, businessSeconds: 40 * 60 });
  expect(summary.timeInNew).toMatchObject({ count: 1, wallSeconds: 3600 });
  expect(summary.timeInStatus).toMatchObject({
    new: { count: 1, wallSeconds: 3600 },
    open: { count: 1, wallSeconds: 23 * 3600 + 86_400, wallAverage: 47 * 3600 },
  });
  expect(Object.keys(summary.timeInStatus)).toEqual(['new', 'open']);
});

test('a report of the past is not changed by what happened later', () => {
  const history = historyOf(
    ['2026-03-02T08:00:00', {}],
    ['2026-03-03T08:00:00', { status: 'resolved' }],
    ['2026-03-20T08:00:00', { status: 'open', escalationLevel: 1 }],
  );
  const march = { from: at('2026-03-01T00:00:00'), to: at('2026-03-10T00:00:00') };
  const before = summaryOf({ ...history, changes: history.changes.slice(0, 2) }, march);
  expect(summaryOf(history, march)).toEqual(before);
  expect(before.resolution.count).toBe(1);
  const rest = summaryOf(history, { from: march.to, to: period.to });
  expect(rest).toMatchObject({ reopened: 1, escalations: { count: 1, byLevel: { 1: 1 } } });
  expect(rest.resolution.count).toBe(0);
  expect(rest.age).toMatchObject({ count: 1, wallSeconds: (period.to - at('2026-03-02T08:00:00')) / 1000 });
});

test('each raise is an escalation, at the level it reached; a lower level is none', () => {
  const history = historyOf(
    ['2026-03-02T08:00:00', {}],
    ['2026-03-02T09:00:00', { escalationLevel: 1 }],
    ['2026-03-02T10:00:00', { escalationLevel: 3 }],
    ['2026-03-02T11:00:00', { escalationLevel: 0 }],
    ['2026-03-02T12:00:00', { escalationLevel: 1 }],
  );
  expect(summaryOf(history).escalations).toEqual({ count: 3, byLevel: { 1: 2, 3: 1 } });
});

test.each([
  [{ resolvedThrough: 'customer' }, 1, 0],
  [{ resolvedThrough: 'portal' }, 1, 1],
  [{ resolvedThrough: 'agent' }, 0, 0],
  [{}, 1, 0],
  [{ firstResponseAt: at('2026-03-02T08:30:00') }, 0, 0],
] as const)('closed with %j: by itself %d, through the portal %d', (change, selfClosed, portalResolved) => {
  const history = historyOf(['2026-03-02T08:00:00', {}], ['2026-03-02T09:00:00', { status: 'closed', ...change }]);
  expect(summaryOf(history)).toMatchObject({ closed: 1, selfClosed, portalResolved });
});

test('a closed case costs its time and what was entered, also afterwards, each in its currency', () => {
  const history = historyOf(
    ['2026-03-02T08:00:00', { ownerId: 'a' }],
    ['2026-03-02T09:00:00', { status: 'closed', timeSpentMinutes: 90 }],
    ['2026-03-09T09:00:00', { costEntered: 2_500, currency: 'USD', ownerId: 'b' }],
  );
  expect(summaryOf(history).cost).toEqual({
    minutes: 90,
    byCurrency: { EUR: { total: 9_000, perCase: 9_000 }, USD: { total: 2_500, perCase: 2_500 } },
  });
  // Whoever had the case when it was closed has closed it.
  expect(factsOf(history).find(({ metric }) => metric === 'closed')?.holder.ownerId).toBe('a');
});

test('nothing is counted of a case that began after the period; clocks that go back count no time twice', () => {
  expect(factsOf(historyOf(['2026-06-02T08:00:00', {}]))).toEqual([]);
  const disorder = historyOf(
    ['2026-03-02T08:00:00', {}],
    ['2026-03-02T10:00:00', { status: 'open' }],
    ['2026-03-02T09:59:59', { status: 'resolved' }],
  );
  expect(summaryOf(disorder)).toMatchObject({
    resolution: { count: 1, wallSeconds: 7200 },
    timeInNew: { wallSeconds: 7200 },
  });
});
