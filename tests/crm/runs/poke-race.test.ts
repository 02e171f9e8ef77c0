import { beforeAll, expect, test } from '@jest/globals';
import type { Tx } from '../../../crm/database.ts';
import { pokeCarriers } from '../../../crm/runs/carriers.ts';
import { pauseAll } from '../../../crm/runs/pause-all.ts';
import { makeDue } from '../../../crm/runs/wake.ts';
import { engineWorld } from '../../harness/engine-world.ts';
import { until } from '../../harness/until.ts';
import { waitsForLock } from '../../harness/waits-for-lock.ts';

const world = engineWorld();
beforeAll(async () => {
  await world.publish({
    key: 'waits',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'wait',
    steps: { wait: { type: 'wait', config: { for: 'PT1H' }, next: { done: null } } },
  });
});

async function aWaitingRun(name: string) {
  const { id } = await world.create('lead', { lastName: name });
  await world.settle();
  const run = (await world.runsOf('waits')).find(({ data }) => data.subject.id === id);
  return { id: run?.data.id ?? '', carrierId: run?.carrierId ?? '' };
}

const isPoked = async (carrierId: string) =>
  (await world.db.query('SELECT 1 FROM carrier WHERE id = $1 AND "pokedAt" IS NOT NULL', [carrierId])).length === 1;

/** The carrier takes up an earlier poke after `work` is done and before it is committed. */
async function lookDuring(carrierId: string, work: (tx: Tx) => Promise<unknown>): Promise<void> {
  await world.db.transaction((tx) => pokeCarriers(tx, [carrierId]));
  let looked = false;
  let looking: Promise<unknown> = Promise.resolve();
  await world.db.transaction(async (tx) => {
    await work(tx);
    looking = world.advance(carrierId).then(() => {
      looked = true;
    });
    await until('a carrier that has looked, or waits to', async () => looked || (await waitsForLock(world.db)));
  });
  await looking;
}

test('a run that is woken while its carrier takes up an earlier poke is seen, or its carrier is poked once more', async () => {
  const { id, carrierId } = await aWaitingRun('Woken');
  await lookDuring(carrierId, (tx) => makeDue(tx, [id], world.now()));
  const [run] = await world.db.query<{ due: boolean }>('SELECT "dueAt" <= $2 AS due FROM run WHERE id = $1', [
    id,
    world.now(),
  ]);
  expect(run?.due && !(await isPoked(carrierId))).toBe(false);
});

test('so is one that goes on when the pause of everything ends', async () => {
  const { carrierId } = await aWaitingRun('Paused');
  await world.db.transaction((tx) => pauseAll(tx, true));
  await lookDuring(carrierId, (tx) => pauseAll(tx, false));
  const [carrier] = await world.db.query<{ dueAt: Date | null }>('SELECT "dueAt" FROM carrier WHERE id = $1', [
    carrierId,
  ]);
  expect(carrier?.dueAt !== null || (await isPoked(carrierId))).toBe(true);
});
