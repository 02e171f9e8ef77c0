import { describe, expect, test } from '@jest/globals';
import { advanceLone } from '../../activities/advance.ts';
import { createCapture } from '../../activities/delivery/sender.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { inActivity } from '../harness/in-activity.ts';
import { withTimersStopped } from '../harness/stopped-timers.ts';
import { until } from '../harness/until.ts';

/** The other side takes mails only when it is let. */
let taking: Promise<void> = Promise.resolve();
const capture = createCapture();
const world = engineWorld({
  senders: {
    email: {
      ...capture,
      timeoutMs: 60_000,
      begin: async (...args) => {
        const begun = await capture.begin(...args);
        if (begun.kind !== 'ready') return begun;
        return { ...begun, handOver: () => taking.then(begun.handOver) };
      },
    },
  },
});

const carrierOf = async (key: string) => (await world.runsOf(key))[0]?.carrierId ?? '';
const advance = async (key: string) => {
  const input = { carrierId: await carrierOf(key), realm: 'live', lane: 0, lanes: 1 } as const;
  return inActivity(() => advanceLone(world.deps, input));
};
const enter = async (key: string) => {
  await world.publish({
    key,
    triggers: [{ id: 't', type: 'event', event: key }],
    start: 'one',
    steps: {
      one: { type: 'send-email', config: { template: 'welcome' }, next: { done: 'two' } },
      two: { type: 'send-email', config: { template: 'follow-up' }, next: { done: null } },
    },
  });
  const lead = await world.create('lead', { firstName: 'Lone', email: `${key}@example.test` });
  await world.happen({ type: key, recordType: 'lead', recordId: lead.id });
  while ((await world.dispatch()) > 0);
};
const statesOf = async (key: string) =>
  (await world.messages()).filter(({ to }) => to === `${key}@example.test`).map(({ state }) => state);

describe('a carrier of one run, in its workflow task', () => {
  test('delivers what is quick, and goes on with the answer', async () => {
    await enter('quick');
    expect(await withTimersStopped(() => advance('quick'))).toMatchObject({ state: 'done' });
    expect(await statesOf('quick')).toEqual(['accepted', 'accepted']);
  });

  test('leaves a slow delivery to itself; at its end the carrier is poked, and nothing leaves twice', async () => {
    let take = () => {};
    taking = new Promise((resolve) => {
      take = resolve;
    });
    await enter('slow');
    await world.db.query('UPDATE carrier SET "pokedAt" = NULL');
    const answer = await withTimersStopped(async (pass) => {
      const advancing = advance('slow');
      await until('the mail is being handed over', async () => (await statesOf('slow'))[0] === 'handing-off');
      pass(10_000);
      return advancing;
    });
    expect(answer).toEqual({ state: 'more', lanes: 1 });
    expect(await statesOf('slow')).toEqual(['handing-off']);
    // While it lasts, nobody takes the run.
    await world.advance(await carrierOf('slow'));
    expect(await statesOf('slow')).toEqual(['handing-off']);
    take();
    await until('the carrier is poked', async () => {
      const [carrier] = await world.db.query<{ poked: boolean }>(
        'SELECT "pokedAt" IS NOT NULL AS poked FROM carrier WHERE id = $1',
        [await carrierOf('slow')],
      );
      return carrier?.poked;
    });
    await world.advance(await carrierOf('slow'));
    expect(await statesOf('slow')).toEqual(['accepted', 'accepted']);
    expect((await world.runsOf('slow')).map(({ data }) => data.state)).toEqual(['completed']);
  });
});
