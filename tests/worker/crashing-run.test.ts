import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ChaosWorld, openChaosWorld } from '../chaos/chaos-world.ts';
import { crashAgainAndAgain } from '../chaos/crashing-run.ts';
import { judge } from '../chaos/verdict.ts';

const patience = 600_000;

let world: ChaosWorld;
beforeAll(async () => {
  world = await openChaosWorld();
}, patience);
afterAll(() => world.close(), patience);

test(
  'a run that is in flight each time a worker ends is stopped after three, the others of its carrier go on',
  async () => {
    const { afterCrashes, incidents } = await crashAgainAndAgain(world);
    expect(afterCrashes).toEqual([0, 0, 0]);
    expect(incidents).toEqual(['The worker ended 3 times while this run was in flight.']);
    expect((await judge(world)).faults).toEqual([]);
  },
  patience,
);
