import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosWorld } from './chaos-world.ts';
import { type FaultPointName, faultPoints } from './fault-plan.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';
import { shuffle } from './random-source.ts';

type Options = {
  /** Runs of a carrier. */
  readonly size: number;
  readonly random: () => number;
  readonly say?: (line: string) => void;
};

/** At which pass at the latest a worker ends itself: a carrier starts once, has some legs, and many messages. */
const passes: Readonly<Record<FaultPointName, (size: number) => number>> = {
  'before-start': () => 1,
  'before-poke': () => 1,
  'after-reserve': () => 3,
  'after-leg-commit': () => 3,
  'after-hand-off': (size) => size / 2,
  'inside-data': (size) => size / 2,
  'after-250': (size) => size / 2,
};

/**
 * For each named point a full carrier begins, by enrollment, and the worker that carries it ends itself there; the next
 * worker meets what all before have left. No run is alone in its carrier: what a crash holds up are legs of many runs, in
 * several lanes. Then a worker that lives, until every run has ended.
 */
export async function crashFullCarriers(world: ChaosWorld, { size, random, say = () => {} }: Options) {
  const sink = await world.openSink();
  for (const point of shuffle(faultPoints, random)) {
    await world.enrollTogether(size);
    const pass = 1 + Math.floor(random() * passes[point](size));
    const worker = world.processes.worker({ point, pass, leaseMs: shortLease, lateAfterSeconds: 10 }, sink.url);
    if (point === 'inside-data') sink.interrupt(pass, () => worker.send('SIGKILL'));
    const { signal, code } = await letGoUntil(world, worker.ended);
    if (signal !== 'SIGKILL') throw new Error(`A worker ended with ${signal ?? code}:\n${worker.output()}`);
    say(`${point}, pass ${pass}: ${(await world.open()).runs} runs are open`);
  }
  world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 10 }, sink.url);
  const retried = await untilAllEnded(world);
  const carriers = await world.db.query<{ runs: number }>('SELECT count(*)::int AS runs FROM run GROUP BY "carrierId"');
  return { carriers: carriers.map(({ runs }) => runs), retried };
}

/** Runs that wait go on meanwhile, which is what pokes carriers. */
async function letGoUntil<T>(world: ChaosWorld, ended: Promise<T>): Promise<T> {
  let over = false;
  void ended.finally(() => {
    over = true;
  });
  while (!over) {
    await world.letGo();
    await Promise.race([ended, delay(150)]);
  }
  return ended;
}
