import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../bin/setup/ports.js';
import { apiKey, type ChaosWorld } from './chaos-world.ts';
import { shortLease, untilAllEnded } from './fault-points.ts';
import type { ChaosProcess } from './processes.ts';
import type { Killable } from './servers.ts';

const victims = ['worker', 'api', 'temporal', 'postgres'] as const;
export type Victim = (typeof victims)[number];

type Options = {
  /** Leads that the API is asked to create; each starts a run. */
  readonly leads: number;
  /** Between two kills at least, and as much again at random; in ms. */
  readonly every: number;
  /** Between two leads, in ms: so that kills fall into all of their runs' lives. */
  readonly pace?: number;
  readonly random: () => number;
  readonly say?: (line: string) => void;
};

/**
 * Creates leads over the API while workers, the API, Temporal and PostgreSQL are killed in turn and at random moments, and
 * started again at once; then waits for every run to end.
 */
export async function killAtRandom(world: ChaosWorld, { leads, every, pace = 0, random, say = () => {} }: Options) {
  const counts: Record<Victim, number> = { worker: 0, api: 0, temporal: 0, postgres: 0 };
  const sink = await world.openSink();
  const port = await freePort(undefined);
  const keep = <P extends ChaosProcess>(start: () => P) => keepAlive(start);
  const workers = [0, 1].map(() =>
    keep(() => world.processes.worker({ leaseMs: shortLease, lateAfterSeconds: 10 }, sink.url)),
  );
  const api = keep(() => world.processes.api(port, apiKey));
  let killing = true;
  let accepted = 0;
  const kills = async () => {
    for (let n = Math.floor(random() * victims.length); killing; n += 1) {
      const before = accepted;
      await delay(every * (1 + random()));
      // On a busy machine nothing would ever be up between two kills.
      while (killing && accepted === before && accepted < leads) await delay(50);
      if (!killing) break;
      const victim = victims[n % victims.length] ?? 'worker';
      if (victim === 'worker') workers[Math.floor(random() * workers.length)]?.kill();
      else if (victim === 'api') api.kill();
      else await restart(world.servers[victim]);
      counts[victim] += 1;
      say(`killed: ${victim}`);
    }
  };
  const killer = kills();
  for (let n = 0; n < leads; n += 1) {
    await createLead(`http://127.0.0.1:${port}`, n, world.leadFields(n));
    accepted += 1;
    await world.letGo().catch(() => undefined);
    await delay(pace);
  }
  say(`${leads} leads were accepted`);
  await untilEnoughKills(counts);
  killing = false;
  await killer;
  const retried = await untilAllEnded(world);
  for (const each of [...workers, api]) await each.stop();
  return { counts, retried };
}

/** Each part is killed at least once, whatever the dice say. */
async function untilEnoughKills(counts: Readonly<Record<Victim, number>>): Promise<void> {
  while (victims.some((victim) => counts[victim] === 0)) await delay(200);
}

async function restart({ kill, start }: Killable): Promise<void> {
  await kill();
  // What is left of a killed server may still be on its way out.
  for (let tries = 0; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      if (tries === 20) throw error;
      await delay(500);
    }
  }
}

/** Asks until the API has accepted it: the key of the request makes it one lead, however often it is sent. */
async function createLead(base: string, n: number, fields: object): Promise<void> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    'idempotency-key': `chaos-lead-${n}`,
  };
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${base}/api/records/lead`, {
      method: 'POST',
      headers,
      body: JSON.stringify(fields),
    }).catch(() => null);
    if (answer?.ok) return;
    if (tries === 600) throw new Error(`The API did not take lead ${n}: ${answer?.status} ${await answer?.text()}`);
    await delay(200);
  }
}

/** A process that is started again whenever it ends, as a supervisor does. */
function keepAlive(start: () => ChaosProcess) {
  let stopping = false;
  let current = start();
  const watch = async () => {
    while (!stopping) {
      await current.ended;
      await delay(250);
      if (!stopping) current = start();
    }
  };
  void watch();
  return {
    kill: () => current.send('SIGKILL'),
    async stop() {
      stopping = true;
      await current.stop();
    },
  };
}
