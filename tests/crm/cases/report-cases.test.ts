import { systemActor } from '../../../crm/actor.ts';
import { changeCaseSettings } from '../../../crm/cases/case-settings.ts';
import { reportCases } from '../../../crm/cases/report-cases.ts';
import { reportCsv } from '../../../crm/cases/report-csv.ts';
import { acceptEvents } from '../../../crm/events/accept.ts';
import type { CaseSummary, DurationSummary } from '../../../domain/cases/case-report.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';
import { type GoldenCase, goldenCases } from './golden-cases.ts';
import { type Counts, walkMetrics } from './walked-metrics.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const zone = 'Europe/Warsaw';
const config = { zone, mailFrom: undefined, twilioFrom: undefined };
const rate = 4_321;
/** Three weeks around the night on which the clocks change. */
const start = Date.parse('2026-03-18T00:00:00Z');
const period = { from: Date.parse('2026-03-23T06:07:08Z'), to: Date.parse('2026-04-04T10:11:12Z') };
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

test('200 cases: every metric of every rep is what walking through their lives comes to, to the second', async () => {
  await own.database.transaction((tx) => changeCaseSettings(tx, { hourlyRate: rate }));
  const people = await Promise.all([world.user(), world.user(), world.user()]);
  const owners = people.map(({ userId }) => userId);
  const cases = goldenCases(200, { seed: 20_260_328, start, owners, queues: ['Repairs', 'Bills'] });
  for (const golden of cases) await live(golden);
  const { groups, total } = await report();
  const expected = walkMetrics(cases, { ...period, zone, rate });
  expect(groups.map(({ key }) => key).sort()).toEqual([...expected.keys()].sort());
  for (const group of groups) {
    const counts = expected.get(String(group.key));
    expect(counts && { key: group.key, ...told(group) }).toEqual(counts && { key: group.key, ...walked(counts) });
  }
  // The set has something of everything.
  expect(told(total).lengths.every(([count = 0, , business = 0]) => count > 10 && business > 0)).toBe(true);
  expect(told(total).counts.every((count) => count > 0)).toBe(true);
  const byQueue = await report({ by: 'queue' });
  expect(byQueue.groups.map(({ name }) => name)).toEqual(['Bills', 'Repairs']);
  expect(byQueue.total).toEqual(total);
  const byPriority = await report({ by: 'priority' });
  expect(byPriority.groups.map(({ key }) => key)).toEqual(['moderate']);
  expect(byPriority.groups[0]).toMatchObject(total);
  const [head, ...lines] = reportCsv(byQueue).trim().split('\n');
  expect(head).toContain('key,name,resolution count,resolution wall,');
  expect(lines.map((line) => line.split(',').slice(0, 3))).toEqual([
    ...byQueue.groups.map(({ key, name, resolution }) => [key, name, String(resolution.count)]),
    ['total', 'Total', String(total.resolution.count)],
  ]);
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
