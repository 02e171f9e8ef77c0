import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../domain/json.ts';
import { createTemporalWorld, type TemporalWorld } from '../harness/temporal-world.ts';

let world: TemporalWorld;
beforeAll(async () => {
  world = await createTemporalWorld({ zone: 'Europe/Warsaw' });
});
afterAll(() => world.close());

const onCreated = (source: string) => [
  { id: 'created', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, source] } },
];
const wait = (config: JsonObject, next: string | null) => ({ type: 'wait', config, next: { done: next } });
const mail = (next: string | null) => ({
  type: 'send-email',
  config: { template: 'welcome', topic: 'newsletter' },
  next: { done: next },
});

async function runToEnd(key: string) {
  await world.create('lead', {
    firstName: 'Tim',
    email: `${key}@example.test`,
    source: key,
    timezone: 'Europe/Warsaw',
  });
  await world.start();
  const [run] = await world.runsOf(key);
  await world.finish(run?.carrierId ?? '');
  const [ended] = await world.runsOf(key);
  const steps = await world.db.query<{ stepId: string; endedAt: Date }>(
    'SELECT "stepId", "endedAt" FROM run_step WHERE "runId" = $1 ORDER BY n',
    [ended?.data.id],
  );
  return { run: ended, steps: new Map(steps.map(({ stepId, endedAt }) => [stepId, endedAt.getTime()])) };
}

const day = 86_400_000;

/** The Sunday on which clocks change, next year: at midnight UTC. */
function lastSunday(month: number): Date {
  const last = new Date(Date.UTC(new Date().getUTCFullYear() + 1, month, 0));
  return new Date(last.getTime() - last.getUTCDay() * day);
}
const instant = (date: Date, time: string, offset: number) =>
  `${date.toISOString().slice(0, 10)}T${time}:00+0${offset}:00`;

/** Stores a calendar of office hours in Warsaw with one holiday. */
async function withHoliday(key: string, holiday: Date) {
  const office: [string, string][] = [['09:00', '17:00']];
  await world.db.query(
    `INSERT INTO calendar (key, name, zone, weekly, holidays) VALUES ($1, $1, 'Europe/Warsaw', $2::jsonb, $3::jsonb)`,
    [
      key,
      JSON.stringify({ 1: office, 2: office, 3: office, 4: office, 5: office }),
      JSON.stringify([{ date: holiday.toISOString().slice(0, 10) }]),
    ],
  );
  await world.readTime();
}

describe('a carrier on a real server, its timers skipped at full length', () => {
  test('three mails over sixty days', async () => {
    await world.publish({
      key: 'drip',
      triggers: onCreated('drip'),
      start: 'one',
      steps: {
        one: mail('a'),
        a: wait({ for: 'P30D' }, 'two'),
        two: mail('b'),
        b: wait({ for: 'P30D' }, 'three'),
        three: mail(null),
      },
    });
    const { run, steps } = await runToEnd('drip');
    expect(run?.data.state).toBe('completed');
    expect(((steps.get('three') ?? 0) - (steps.get('one') ?? 0)) / 86_400_000).toBeCloseTo(60, 0);
    expect((await world.messages()).filter(({ runId }) => runId === run?.data.id).map(({ state }) => state)).toEqual([
      'accepted',
      'accepted',
      'accepted',
    ]);
  });

  test.each([
    { name: 'into summer time', month: 3, offset: 1, at: '03:00', atOffset: 2, hours: 23 },
    { name: 'into winter time', month: 10, offset: 2, at: '02:30', atOffset: 2, hours: 25 },
  ])('a local time and a day across the change $name', async ({ month, offset, at, atOffset, hours }) => {
    const key = `change-${hours}`;
    const sunday = lastSunday(month);
    const saturday = new Date(sunday.getTime() - day);
    await world.publish({
      key,
      triggers: onCreated(key),
      start: 'until',
      steps: {
        until: wait({ until: instant(saturday, '10:00', offset) }, 'both'),
        both: { type: 'parallel', config: { branches: ['n', 'd'] }, next: { n: 'night', d: 'day' } },
        night: wait({ at: { time: '02:30', zone: 'contact' } }, null),
        day: wait({ for: 'P1D' }, null),
      },
    });
    const { run, steps } = await runToEnd(key);
    expect(run?.data.state).toBe('completed');
    const late = (steps.get('night') ?? 0) - Date.parse(instant(sunday, at, atOffset));
    expect(late).toBeGreaterThanOrEqual(0);
    // Far less than any wrong reading of the clock would make, and time enough for a busy machine.
    expect(late).toBeLessThan(10 * 60_000);
    expect(((steps.get('day') ?? 0) - (steps.get('both') ?? 0)) / 3_600_000).toBeCloseTo(hours, 0);
  });

  test.each([
    { name: 'into summer time', month: 3, before: 1, after: 2 },
    { name: 'into winter time', month: 10, before: 2, after: 1 },
  ])('business days and hours over a holiday weekend and the change $name', async ({ month, before, after }) => {
    const key = `weekend-${month}`;
    const sunday = lastSunday(month);
    const [friday, monday, tuesday, wednesday] = [-2, 1, 2, 3].map((days) => new Date(sunday.getTime() + days * day));
    if (!friday || !monday || !tuesday || !wednesday) throw new Error('no days');
    await withHoliday(key, monday);
    await world.publish({
      key,
      triggers: onCreated(key),
      start: 'until',
      steps: {
        until: wait({ until: instant(friday, '15:00', before) }, 'both'),
        both: { type: 'parallel', config: { branches: ['d', 'h'] }, next: { d: 'days', h: 'hours' } },
        days: wait({ for: { businessDays: 2, calendar: key } }, null),
        hours: wait({ for: { business: 'PT4H', calendar: key } }, null),
      },
    });
    const { run, steps } = await runToEnd(key);
    expect(run?.data.state).toBe('completed');
    const late = [
      (steps.get('days') ?? 0) - Date.parse(instant(wednesday, '15:00', after)),
      (steps.get('hours') ?? 0) - Date.parse(instant(tuesday, '11:00', after)),
    ];
    for (const ms of late) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(10 * 60_000);
    }
  });

  test('parallel waits of 3 and 5 days end after 5, a dead branch beside them holds up nothing', async () => {
    await world.publish({
      key: 'pair',
      triggers: onCreated('pair'),
      start: 'both',
      steps: {
        both: { type: 'parallel', config: { branches: ['a', 'b', 'c'] }, next: { a: 'three', b: 'five', c: 'one' } },
        one: wait({ for: 'P1D' }, null),
        three: wait({ for: 'P3D' }, 'meet'),
        five: wait({ for: 'P5D' }, 'meet'),
        meet: { type: 'join', config: { mode: 'all' }, next: { done: null } },
      },
    });
    const { run } = await runToEnd('pair');
    expect((Date.parse(run?.data.endedAt ?? '') - Date.parse(run?.data.startedAt ?? '')) / 86_400_000).toBeCloseTo(
      5,
      1,
    );
  });
});
