import { systemActor } from '../../../crm/actor.ts';
import type { CalendarInput } from '../../../crm/calendars/save-calendar.ts';
import { changeCaseSettings } from '../../../crm/cases/case-settings.ts';
import { type CaseReport, reportCases } from '../../../crm/cases/report-cases.ts';
import { reportCsv } from '../../../crm/cases/report-csv.ts';
import { acceptEvents } from '../../../crm/events/accept.ts';
import type { CaseSummary, DurationSummary } from '../../../domain/cases/case-report.ts';
import { builtInCalendars, type Calendar } from '../../../domain/time/calendar.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { plainCalendar, storeCalendar, weekOf } from '../../harness/stored-calendar.ts';
import { recordsWorld } from '../records/records-world.ts';
import { type GoldenCase, goldenCases } from './golden-cases.ts';
import { type Counts, walkMetrics } from './walked-metrics.ts';
import { walkedTime } from './walked-time.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const zone = 'Europe/Warsaw';
const config = { zone, mailFrom: undefined, twilioFrom: undefined };
const rate = 4_321;
/** Three weeks with both nights on which clocks change: forward in Europe on 29 March, back in Australia on 5 April. */
const start = Date.parse('2026-03-18T00:00:00Z');
const period = { from: Date.parse('2026-03-23T06:07:08Z'), to: Date.parse('2026-04-07T10:11:12Z') };
/** One with lunch, a holiday and a special day, one that works in the hours that are left out, and one in those that come twice, by half an hour. */
const elsewhere = {
  lunch: {
    ...plainCalendar,
    key: 'lunch',
    zone: 'America/New_York',
    weekly: weekOf(['08:30', '12:00'], ['12:45', '17:15']),
    holidays: [{ date: '2026-04-03', name: 'Good Friday' }],
    specialDays: [{ date: '2026-03-28', intervals: [['10:00', '14:00']] }],
  },
  nights: {
    ...plainCalendar,
    key: 'nights',
    zone: 'Europe/Warsaw',
    weekly: { 6: [['20:00', '24:00']], 7: [['00:00', '06:00']] },
  },
  'half-hour': {
    ...plainCalendar,
    key: 'half-hour',
    zone: 'Australia/Lord_Howe',
    weekly: { ...plainCalendar.weekly, 7: [['00:00', '24:00']] },
  },
} satisfies Record<string, CalendarInput>;
const { business } = builtInCalendars(zone);
const calendars: Record<'business' | keyof typeof elsewhere, Calendar> = { business, ...elsewhere };
const report = (given: Partial<Parameters<typeof reportCases>[2]> = {}) =>
  reportCases(own.database, config, { actor: systemActor, period, by: 'rep', calendar: 'business', ...given });

/** Does to a case what its entries say, by the one way records are written. */
async function live({ entries: [first, ...rest] }: GoldenCase): Promise<void> {
  if (!first || !('set' in first)) return;
  const { id } = await world.create('case', first.set, { now: new Date(first.at) });
  for (const entry of rest) {
    const now = new Date(entry.at);
    if ('set' in entry) await world.write([{ kind: 'update', type: 'case', id, change: { set: entry.set } }], { now });
    else {
      const visit = { type: 'portal.visited', at: now.toISOString(), recordType: 'case', recordId: id };
      await own.database.transaction((tx) =>
        acceptEvents(tx, { actor: systemActor, cause: [], now }, [{ ...visit, properties: { seconds: entry.portal } }]),
      );
    }
  }
}

const lengthOf = ({ count, wallSeconds, businessSeconds }: DurationSummary) => [count, wallSeconds, businessSeconds];
const walkedLength = ({ count, wall, business }: Counts['age']) => [count, wall / 1000, business / 1000];
const lengthsOf = (lengths: CaseSummary['timeInStatus']) =>
  Object.fromEntries(Object.entries(lengths).map(([status, length]) => [status, lengthOf(length)]));

const told = (summary: CaseSummary) => ({
  lengths: [summary.resolution, summary.age, summary.firstResponse, summary.timeInNew].map(lengthOf),
  statuses: lengthsOf(summary.timeInStatus),
  counts: [summary.closed, summary.selfClosed, summary.reopened, summary.portalResolved, summary.portalSeconds],
  levels: summary.escalations.byLevel,
  minutes: summary.cost.minutes,
  cost: Object.fromEntries(Object.entries(summary.cost.byCurrency).map(([currency, { total }]) => [currency, total])),
});
const walked = (counts: Counts) => ({
  lengths: [counts.resolution, counts.age, counts.firstResponse, counts.timeInNew].map(walkedLength),
  statuses: Object.fromEntries(Object.entries(counts.statuses).map(([name, length]) => [name, walkedLength(length)])),
  counts: [counts.closed, counts.selfClosed, counts.reopened, counts.portalResolved, counts.portalSeconds],
  levels: counts.levels,
  minutes: counts.minutes,
  cost: counts.cost,
});

/** What the report has to say: the walk through the lives of the cases, by a field of theirs. */
function expectedOf(cases: readonly GoldenCase[], { by, calendar }: { by: string; calendar: Calendar }) {
  const works = walkedTime(calendar, { from: start, to: period.to });
  const counted = [...walkMetrics(cases, { ...period, works, rate, by })];
  return Object.fromEntries(counted.map(([key, counts]) => [key, walked(counts)]));
}
const toldBy = ({ groups }: CaseReport) => Object.fromEntries(groups.map((group) => [group.key, told(group)]));

describe('200 cases of several priorities, lived through', () => {
  let cases: readonly GoldenCase[];
  beforeAll(async () => {
    await own.database.transaction((tx) => changeCaseSettings(tx, { hourlyRate: rate }));
    for (const calendar of Object.values(elsewhere)) await storeCalendar(own.database, calendar);
    const people = await Promise.all([world.user(), world.user(), world.user()]);
    const owners = people.map(({ userId }) => userId);
    // A team for each case: the report by team tells of every single one.
    const teams = await Promise.all(Array.from({ length: 200 }, () => world.team()));
    cases = goldenCases(teams, { seed: 20_260_328, start, owners, queues: ['Repairs', 'Bills'] });
    for (const golden of cases) await live(golden);
  });

  test.each(Object.values(calendars))(
    'each case is, by calendar $key of $zone, what it is minute by minute, to the second',
    async (calendar) => {
      const each = toldBy(await report({ by: 'team', calendar: calendar.key }));
      expect(each).toEqual(expectedOf(cases, { by: 'teamId', calendar }));
      expect(Object.keys(each).length).toBeGreaterThan(150);
    },
  );

  test.each([
    ['rep', 'ownerId', 3],
    ['queue', 'queue', 2],
    ['priority', 'priority', 4],
  ] as const)('the sums by %s are those of whoever had them at the moment that counts', async (by, field, groups) => {
    const { total, ...sums } = await report({ by });
    expect(toldBy({ total, ...sums })).toEqual(expectedOf(cases, { by: field, calendar: calendars.business }));
    expect(sums.groups).toHaveLength(groups);
    // The set has something of everything.
    expect(told(total).lengths.every(([count = 0, , business = 0]) => count > 10 && business > 0)).toBe(true);
    expect(told(total).counts.every((count) => count > 0)).toBe(true);
    expect(total).toEqual((await report({ by: 'team' })).total);
  });

  test('the table has a line for each group', async () => {
    const byQueue = await report({ by: 'queue' });
    expect(byQueue.groups.map(({ name }) => name)).toEqual(['Bills', 'Repairs']);
    const [head, ...lines] = reportCsv(byQueue).trim().split('\n');
    expect(head).toContain('key,name,resolution count,resolution wall,');
    expect(lines.map((line) => line.split(',').slice(0, 3))).toEqual([
      ...byQueue.groups.map(({ key, name, resolution }) => [key, name, String(resolution.count)]),
      ['total', 'Total', String(byQueue.total.resolution.count)],
    ]);
  });
});

test('a case counts for its team, or for that of its owner; who may read less is told of less', async () => {
  const later = { from: Date.parse('2026-06-01T00:00:00Z'), to: Date.parse('2026-06-30T00:00:00Z') };
  const now = new Date('2026-06-02T08:00:00Z');
  const [teamA, teamB] = [await world.team(), await world.team()];
  const member = await world.user({ roles: ['service'], teamId: teamA });
  await world.create('case', { title: 'A', ownerId: member.userId, tags: ['later'] }, { now });
  await world.create('case', { title: 'B', ownerId: member.userId, teamId: teamB }, { now });
  const ages = (by: Awaited<ReturnType<typeof report>>) =>
    Object.fromEntries(by.groups.map(({ key, age }) => [key ?? 'nobody', age.count]));
  const all = ages(await report({ by: 'team', period: later }));
  expect([all[teamA], all[teamB]]).toEqual([1, 1]);
  const reader = await world.user({ permissions: [{ resource: 'case', action: 'read', scope: 'own' }] });
  const seen = await report({ by: 'team', period: later, actor: reader });
  expect(seen.groups).toEqual([]);
  await expect(report({ calendar: 'not-there' })).rejects.toMatchObject({ code: 'invalid' });
});
