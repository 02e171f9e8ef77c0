import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../domain/json.ts';
import { createTemporalWorld, type TemporalWorld } from '../harness/temporal-world.ts';

let world: TemporalWorld;
beforeAll(async () => {
  world = await createTemporalWorld({ zone: 'Europe/Warsaw' });
}, 60_000);
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
  }, 60_000);

  test.each([
    ['into summer time', '2027-03-27T10:00:00', '2027-03-28T03:00:00+02:00', 23],
    ['into winter time', '2027-10-30T10:00:00', '2027-10-31T02:30:00+02:00', 25],
  ])(
    'a local time and a day across the change %s',
    async (name, before, at, hours) => {
      const key = `change-${hours}`;
      await world.publish({
        key,
        triggers: onCreated(key),
        start: 'until',
        steps: {
          until: wait({ until: `${before}+0${name.includes('summer') ? 1 : 2}:00` }, 'both'),
          both: { type: 'parallel', config: { branches: ['n', 'd'] }, next: { n: 'night', d: 'day' } },
          night: wait({ at: { time: '02:30', zone: 'contact' } }, null),
          day: wait({ for: 'P1D' }, null),
        },
      });
      const { run, steps } = await runToEnd(key);
      expect(run?.data.state).toBe('completed');
      expect(Math.abs((steps.get('night') ?? 0) - Date.parse(at))).toBeLessThan(5000);
      expect(((steps.get('day') ?? 0) - (steps.get('both') ?? 0)) / 3_600_000).toBeCloseTo(hours, 1);
    },
    60_000,
  );

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
  }, 60_000);
});
