import { freePort } from '../../bin/setup/ports.js';
import type { ChaosWorld } from './chaos-world.ts';
import { apiKey } from './chaos-world.ts';
import { apiPoints, type FaultPlan, peoplePoints } from './fault-plan.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';
import { patiently } from './patiently.ts';
import { actOutside } from './people-acts.ts';
import { type Crowd, gatherPeople } from './people-crowd.ts';
import { shuffle } from './random-source.ts';

type Point = (typeof peoplePoints)[number] | (typeof apiPoints)[number];
type Options = {
  /** How often each point is to be hit. */
  readonly each: number;
  /** Workers that run side by side. */
  readonly slots: number;
  /** Between two kills of Temporal or PostgreSQL, in ms. */
  readonly every: number;
  readonly random: () => number;
  readonly say?: (line: string) => void;
};

/** New work comes in while fewer runs than this are open. */
const mostOpen = 40;

/**
 * People decide, answer and resolve, dates come and clocks press, while workers and the API end themselves at each named point and
 * PostgreSQL and Temporal are killed; then everything lives until every run has ended.
 * @returns how often each point was hit, and each server killed
 */
export async function crashPeople(world: ChaosWorld, { each, slots, every, random, say = () => {} }: Options) {
  const crowd = await gatherPeople(world);
  const port = await freePort(undefined);
  const counts: Record<string, number> = {};
  let crashing = true;
  const plansOf = (points: readonly Point[]) => shuffle(Array.from({ length: each }, () => points).flat(), random);
  const hit = (point: string) => {
    counts[point] = (counts[point] ?? 0) + 1;
    say(`${Object.values(counts).reduce((sum, count) => sum + count, 0)}: ${point}`);
  };
  const outside = actOutside(world, { base: `http://127.0.0.1:${port}`, random });
  const feeding = feed(world, { crowd, wanted: () => crashing });
  const { killing, serverKills } = killServers(world, { every, wanted: () => crashing, killed: hit });
  const shorter = { leaseMs: shortLease, lateAfterSeconds: 10 };

  const plans = plansOf(peoplePoints);
  const worker = async () => {
    const sink = await world.openSink();
    for (let point = plans.pop(); point; point = plans.pop()) {
      const pass = 1 + Math.floor(random() * 2);
      await untilItEndsItself(serverKills, () => {
        const process = world.processes.worker({ point, pass, ...shorter }, sink.url);
        if (point === 'inside-data') sink.interrupt(pass, () => process.send('SIGKILL'));
        return process;
      });
      hit(point);
    }
    world.processes.worker(shorter, sink.url);
  };
  const api = async () => {
    for (const point of plansOf(apiPoints)) {
      const plan: FaultPlan = { point, pass: 1 + Math.floor(random() * 4) };
      await untilItEndsItself(serverKills, () => world.processes.api(port, apiKey, plan));
      hit(point);
    }
    world.processes.api(port, apiKey);
  };
  await Promise.all([api(), ...Array.from({ length: slots }, worker)]);
  crashing = false;
  await Promise.all([feeding, killing]);
  const retried = await untilAllEnded(world);
  await crowd.untilQuiet();
  const taken = await outside.stop();
  return { counts, retried, taken, born: crowd.born() };
}

type Ending = ReturnType<ChaosWorld['processes']['worker']>;

/**
 * Waits until a process ends itself where it should. One that finds its servers killed at its very start ends with an error, and is
 * started again, as its supervisor would.
 */
async function untilItEndsItself(serverKills: () => number, start: () => Ending): Promise<void> {
  for (;;) {
    const before = serverKills();
    const process = start();
    const { signal, code } = await process.ended;
    if (signal === 'SIGKILL') return;
    const wasAway = serverKills() !== before || before % 2 === 1;
    if (code !== 1 || !wasAway) throw new Error(`A process ended with ${signal ?? code}:\n${process.output()}`);
  }
}

async function feed(world: ChaosWorld, { crowd, wanted }: { crowd: Crowd; wanted: () => boolean }): Promise<void> {
  while (wanted()) {
    const { runs } = await patiently(() => world.open());
    if (runs < mostOpen) await crowd.bear();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

type Killing = { every: number; wanted: () => boolean; killed: (name: string) => void };

/** Kills Temporal and PostgreSQL in turn; `serverKills` counts kills and starts: it is odd while a server is away. */
function killServers({ servers }: ChaosWorld, { every, wanted, killed }: Killing) {
  let turns = 0;
  const killing = async () => {
    for (let n = 0; ; n += 1) {
      for (let waited = 0; waited < every && wanted(); waited += 250)
        await new Promise((done) => setTimeout(done, 250));
      if (!wanted()) return;
      const name = n % 2 === 0 ? 'temporal' : 'postgres';
      turns += 1;
      await servers[name].kill();
      // What is left of a killed server may still be on its way out.
      await patiently(() => servers[name].start());
      turns += 1;
      killed(`${name} killed`);
    }
  };
  return { killing: killing(), serverKills: () => turns };
}
