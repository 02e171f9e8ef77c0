import { say } from '../../bin/setup/say.js';
import { type ChaosWorld, openChaosWorld } from './chaos-world.ts';
import { crashAgainAndAgain } from './crashing-run.ts';
import { crashAtEachPoint } from './fault-points.ts';
import { crashFullCarriers } from './full-carriers.ts';
import { crashPeople } from './people.ts';
import { judgePeople } from './people-verdict.ts';
import { killAtRandom } from './random-kills.ts';
import { randomSource } from './random-source.ts';
import { restoreBackup } from './restored-backup.ts';
import { stopAndContinue } from './stopped-worker.ts';
import { loseTemporal } from './temporal-away.ts';
import { judge } from './verdict.ts';

/** Arguments: which parts (all when none is named), `seed=N` to repeat what was random, `each=N` for how often each point is hit. */
const named = process.argv.slice(2).filter((argument) => !argument.includes('='));
const given = (name: string, otherwise: number) =>
  Number(process.argv.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1) ?? otherwise);
const seed = given('seed', Date.now() % 1_000_000);
const each = given('each', 20);
const random = randomSource(seed);

const parts: Readonly<Record<string, (world: ChaosWorld) => Promise<unknown>>> = {
  points: (world) => crashAtEachPoint(world, { each, slots: 2, random, say }),
  carriers: (world) => crashFullCarriers(world, { size: 500, random, say }),
  people: (world) => crashPeople(world, { each, slots: 2, every: 75_000, random, say }),
  crashing: async (world) => {
    const found = await crashAgainAndAgain(world);
    const [incident = '', ...more] = found.incidents;
    if (found.afterCrashes.some((count) => count > 0) || more.length > 0 || !incident.includes('3 times'))
      throw new Error(`A run is to be stopped after three crashes: ${JSON.stringify(found)}`);
    return found;
  },
  kills: (world) => killAtRandom(world, { leads: 220, every: 1500, pace: 300, random, say }),
  stopped: async (world) => {
    const points = ['after-reserve', 'before-leg-commit', 'after-leg-commit'] as const;
    for (const point of points) {
      const { before, after } = await stopAndContinue(world, point);
      if (before !== after)
        throw new Error(`A worker that was stopped ${point} wrote after others had taken its work.`);
    }
    return { stopped: points, wrote: 0 };
  },
  temporal: loseTemporal,
  restored: async (world) => {
    const found = await restoreBackup(world);
    if (found.sentWhileHeld > 0) throw new Error(`${found.sentWhileHeld} messages left after the restore.`);
    return found;
  },
};
/** There the ledger says less than arrived: that is what it is about. */
const unjudged = ['restored'];

// Leaving in this way ends the servers and processes that were started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

let sound = true;
say(`seed ${seed}`);
for (const [name, run] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const world = await openChaosWorld();
  try {
    const began = Date.now();
    const did = await run(world);
    say(`${name}: did ${JSON.stringify(did)} in ${Math.round((Date.now() - began) / 1000)} s`);
    if (unjudged.includes(name)) continue;
    const { faults, unknown, ...found } = await (name === 'people' ? judgePeople(world) : judge(world));
    say(`${name}: found ${JSON.stringify(found)}`);
    say(`${name}: unknown, listed: ${unknown.join(' ') || 'none'}`);
    for (const fault of faults) say(`${name}: ✗ ${fault}`);
    if (faults.length > 0) sound = false;
  } catch (error) {
    sound = false;
    say(`${name}: ✗ ${error instanceof Error ? error.stack : error}`);
  } finally {
    await world.close();
  }
}
say(sound ? '✓ none lost, none twice, every run ended' : '✗ see above');
process.exit(sound ? 0 : 1);
