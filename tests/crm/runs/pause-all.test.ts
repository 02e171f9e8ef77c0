import { beforeAll, expect, test } from '@jest/globals';
import { isAllPaused, pauseAll } from '../../../crm/runs/pause-all.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const hour = 3_600_000;

const world = engineWorld();
beforeAll(async () => {
  await world.publish({
    key: 'held',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'pause',
    steps: {
      pause: { type: 'wait', config: { for: 'PT1H' }, next: { done: 'tag' } },
      tag: { type: 'add-tag', config: { tag: 'on' }, next: { done: null } },
    },
  });
});

const pause = (paused: boolean) => world.db.transaction((tx) => pauseAll(tx, paused));
const poked = async () => (await world.db.query('SELECT 1 FROM carrier WHERE "pokedAt" IS NOT NULL')).length;

test('while everything is paused no run is due; afterwards each carrier is asked to look again', async () => {
  await world.create('lead', { lastName: 'Held' });
  await world.settle();
  const [run] = await world.runsOf('held');
  const carrierId = run?.carrierId ?? '';
  await pause(true);
  await pause(true);
  expect(await isAllPaused(world.db)).toBe(true);
  expect(await world.advance(carrierId)).toMatchObject({ state: 'waiting', dueAt: null });
  expect(await poked()).toBe(0);
  await pause(false);
  expect(await isAllPaused(world.db)).toBe(false);
  expect(await poked()).toBe(1);
  expect(await world.advance(carrierId)).toMatchObject({ state: 'waiting', dueAt: '2031-03-03T10:00:00.000Z' });
  await world.pass(2 * hour);
  expect((await world.runsOf('held'))[0]?.data.state).toBe('completed');
  await pause(true);
  await pause(false);
  expect(await poked()).toBe(0);
});
