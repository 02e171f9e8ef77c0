import { beforeAll, expect, test } from '@jest/globals';
import { assignCarriers } from '../../../crm/runs/carriers.ts';
import { liveVersionByKey } from '../../../crm/workflows/live-version.ts';
import type { LiveVersion } from '../../../crm/workflows/versions.ts';
import { groupBy } from '../../../domain/group-by.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld();
beforeAll(async () => {
  await world.publish({
    key: 'fill',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'wait',
    steps: { wait: { type: 'wait', config: { for: 'P1D' }, next: { done: null } } },
  });
});

const carriers = async () => [...groupBy(await world.runsOf('fill'), ({ carrierId }) => carrierId).values()];

test('a record that comes alone has a carrier of its own; those that are dispatched together share one', async () => {
  await world.create('lead', { lastName: 'Alone' });
  await world.settle();
  await world.write(
    ...Array.from({ length: 60 }, (_, n) => ({ kind: 'create', type: 'lead', fields: { lastName: `L${n}` } }) as const),
  );
  await world.settle();
  expect((await carriers()).map((runs) => runs.length).sort((a, b) => a - b)).toEqual([1, 60]);
});

test('no carrier holds more than 500 runs, or runs of two versions', async () => {
  await world.publish({ key: 'other', start: 'end', steps: { end: { type: 'end', config: {}, next: {} } } });
  const [fill, other] = [await liveOf('fill'), await liveOf('other')];
  const versions = Array.from({ length: 1202 }, (_, n) => (n % 601 === 0 ? other : fill).versionId);
  const seats = await world.db.transaction((tx) => assignCarriers(tx, versions, 'bulk'));
  const sizes = [...groupBy(seats, (id) => id).values()].map((runs) => runs.length);
  expect(sizes.sort((a, b) => a - b)).toEqual([2, 200, 500, 500]);
  expect(new Set(seats.filter((_, n) => n % 601 === 0)).size).toBe(1);
});

async function liveOf(key: string): Promise<LiveVersion> {
  const live = await liveVersionByKey(world.db, world.versions, key);
  if (live === null) throw new Error(`${key} is not published`);
  return live.version;
}
