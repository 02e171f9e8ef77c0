import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChaosWorld, openChaosWorld } from '../chaos/chaos-world.ts';
import { faultPoints } from '../chaos/fault-plan.ts';
import { crashAtEachPoint } from '../chaos/fault-points.ts';
import { killAtRandom } from '../chaos/random-kills.ts';
import { randomSource } from '../chaos/random-source.ts';
import { restoreBackup } from '../chaos/restored-backup.ts';
import { stopAndContinue } from '../chaos/stopped-worker.ts';
import { loseTemporal } from '../chaos/temporal-away.ts';
import { judge } from '../chaos/verdict.ts';

/** Each kind of disaster once; `npm run test:chaos` has the full counts. */
const patience = 600_000;

let world: ChaosWorld;
beforeEach(async () => {
  world = await openChaosWorld();
}, patience);
afterEach(() => world.close(), patience);

test(
  'a worker that ends at any named point loses no message and sends none twice, of lone runs and of sixty in a carrier',
  async () => {
    await world.enrollTogether(60);
    const { counts } = await crashAtEachPoint(world, { each: 1, slots: 2, random: randomSource(7) });
    expect(counts).toEqual(Object.fromEntries(faultPoints.map((point) => [point, 1])));
    expect((await judge(world)).faults).toEqual([]);
  },
  patience,
);

test(
  'so do kills of worker, API, Temporal and PostgreSQL at random',
  async () => {
    const { counts } = await killAtRandom(world, { leads: 20, every: 2500, random: randomSource(11) });
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
    expect(await judge(world)).toMatchObject({ leads: 20, runs: 20, faults: [] });
  },
  patience,
);

test(
  'a stopped worker that comes back after its work was given to another writes nothing',
  async () => {
    const { before, after } = await stopAndContinue(world, 'after-reserve');
    expect(after).toBe(before);
    expect((await judge(world)).faults).toEqual([]);
  },
  patience,
);

test(
  'while Temporal is away leads and events are accepted and start when it is back; with its store gone they come back from their rows',
  async () => {
    const { answers, runsWhileAway, sentWhileAway, stopMs } = await loseTemporal(world);
    expect(answers).toEqual({ '/api/records/lead 201': 10, '/api/events 202': 5 });
    expect({ runsWhileAway, sentWhileAway }).toEqual({ runsWhileAway: 10, sentWhileAway: 0 });
    expect(stopMs).toBeLessThan(10_000);
    expect((await judge(world)).faults).toEqual([]);
  },
  patience,
);

test(
  'after a backup is put back nothing leaves before an operator has closed the incident that tells of the gap',
  async () => {
    const { sentWhileHeld, reported, sentAfterRelease } = await restoreBackup(world);
    expect({ sentWhileHeld, sentAfterRelease }).toEqual({ sentWhileHeld: 0, sentAfterRelease: 3 });
    expect(reported).toBeGreaterThan(1);
  },
  patience,
);
