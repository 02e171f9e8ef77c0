import { setTimeout as delay } from 'node:timers/promises';
import type { ChaosWorld } from './chaos-world.ts';
import { type FaultPlan, type FaultPointName, faultPoints } from './fault-plan.ts';
import { shuffle } from './random-source.ts';
import { whatIsOpen } from './what-is-open.ts';

/** A hand-off's lease in these runs, in ms: a crash inside it costs no more than this. */
export const shortLease = 4000;
/** New leads come in while fewer runs than this are open: those that a crash holds up must not leave the others idle. */
const mostOpen = 80;
/** And while fewer events than this wait for a worker: leads that are dispatched together share a carrier, and its fate. */
const mostWaiting = 4;

type Options = {
  /** How often each point is to be hit. */
  readonly each: number;
  /** Workers that run side by side. */
  readonly slots: number;
  readonly random: () => number;
  readonly say?: (line: string) => void;
};

/**
 * Workers that end themselves at each named point, again and again, while leads come in and others carry on; then workers
 * that live, until every run has ended.
 * @returns how often each point was hit, and how many runs an operator had to retry
 */
export async function crashAtEachPoint(world: ChaosWorld, { each, slots, random, say = () => {} }: Options) {
  const counts = Object.fromEntries(faultPoints.map((point) => [point, 0])) as Record<FaultPointName, number>;
  const plans = shuffle(Array.from({ length: each }, () => faultPoints).flat(), random);
  let crashing = true;
  const feeding = feed(world, () => crashing);
  const slot = async () => {
    const sink = await world.openSink();
    for (let point = plans.pop(); point; point = plans.pop()) {
      const plan: FaultPlan = { point, pass: 1 + Math.floor(random() * 2), leaseMs: shortLease, lateAfterSeconds: 10 };
      const worker = world.processes.worker(plan, sink.url);
      if (point === 'inside-data') sink.interrupt(plan.pass ?? 1, () => worker.send('SIGKILL'));
      const { signal, code } = await worker.ended;
      if (signal !== 'SIGKILL') throw new Error(`A worker ended with ${signal ?? code}:\n${worker.output()}`);
      counts[point] += 1;
      say(`${Object.values(counts).reduce((sum, count) => sum + count, 0)} of ${each * faultPoints.length}: ${point}`);
    }
    world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 10 }, sink.url);
  };
  try {
    await Promise.all(Array.from({ length: slots }, slot));
  } finally {
    crashing = false;
    await feeding;
  }
  return { counts, retried: await untilAllEnded(world) };
}

/** Keeps runs open for workers to crash in. */
async function feed(world: ChaosWorld, wanted: () => boolean): Promise<void> {
  while (wanted()) {
    const { runs, events } = await world.open();
    if (runs < mostOpen && events < mostWaiting) await world.createLeads(1);
    await world.letGo();
    await delay(150);
  }
}

/** Plays the outside world until every run has ended. @returns how many runs an operator had to retry */
export async function untilAllEnded(world: ChaosWorld, patience = 300_000): Promise<number> {
  const deadline = Date.now() + patience;
  let retried = 0;
  while ((await world.openRuns()) > 0) {
    if (Date.now() > deadline)
      throw new Error(`After ${patience / 1000} s there is still open: ${await whatIsOpen(world.db)}`);
    await world.letGo();
    retried += await world.retryCrashed();
    await delay(200);
  }
  return retried;
}
