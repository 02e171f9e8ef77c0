import { beforeAll, expect, test } from '@jest/globals';
import type { AdvanceAnswer } from '../../activities/activities.ts';
import { advance } from '../../activities/advance.ts';
import { systemActor } from '../../crm/actor.ts';
import { listIncidents, resolveIncident } from '../../crm/runs/list-incidents.ts';
import { isAllPaused, pauseAll } from '../../crm/runs/pause-all.ts';
import { holdRestored } from '../../crm/runs/restored.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { inActivity } from '../harness/in-activity.ts';
import { until } from '../harness/until.ts';
import { waitsForLock } from '../harness/waits-for-lock.ts';

const world = engineWorld();
beforeAll(async () => {
  await world.publish({
    key: 'twice',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'one',
    steps: {
      one: { type: 'send-email', config: { template: 'welcome' }, next: { done: 'rest' } },
      rest: { type: 'wait', config: { for: 'P1D' }, next: { done: 'two' } },
      two: { type: 'send-email', config: { template: 'follow-up' }, next: { done: null } },
    },
  });
});

let time = new Date(0);
const ask = (carrierId: string, seen?: string) =>
  inActivity(
    async (): Promise<AdvanceAnswer> =>
      advance(
        { ...world.deps, clock: () => time },
        { carrierId, realm: 'live', lane: 0, lanes: 1, ...(seen === undefined ? {} : { seen }) },
      ),
  );
const begin = async (name: string) => {
  const { id } = await world.create('lead', { firstName: name, email: `${name}@example.test` });
  await world.settle();
  time = new Date(Math.max(time.getTime(), world.now().getTime()));
  const run = (await world.runsOf('twice')).find(({ data }) => data.subject.id === id);
  return run?.carrierId ?? '';
};
const open = async () => (await listIncidents(world.db, { state: 'open', kind: 'restore', limit: 10 })).items;
const release = async () => {
  const [incident] = await open();
  const acting = { note: 'compared', actor: systemActor, now: time };
  return world.db.transaction((tx) => resolveIncident(tx, incident?.id ?? '', acting));
};
const sent = async () => (await world.messages()).filter(({ state }) => state === 'accepted').length;
const afterwards = (ms: number) => new Date(time.getTime() + ms).toISOString();
const day = 24 * 3_600_000;

test('a carrier that has seen no more than its row knows goes on', async () => {
  const carrierId = await begin('even');
  const { seen } = await ask(carrierId);
  expect(seen).toBe(time.toISOString());
  await ask(carrierId, seen);
  expect(await open()).toEqual([]);
});

test('one that has seen more holds everything and reports the gap once; closing the report lets all go on', async () => {
  const [carrierId, other] = [await begin('more'), await begin('other')];
  const before = await sent();
  time = new Date(time.getTime() + 2 * day);
  const seen = afterwards(-day);
  expect(await ask(carrierId, seen)).toMatchObject({ state: 'waiting', dueAt: null });
  expect(await ask(other, afterwards(-2))).toMatchObject({ state: 'waiting', dueAt: null });
  expect([await isAllPaused(world.db), await sent()]).toEqual([true, before]);
  const incidents = await open();
  expect(incidents).toMatchObject([{ code: 'database-restored', details: { seenUntil: seen, carriers: [carrierId] } }]);
  expect(incidents[0]?.message).toContain(seen);
  await expect(world.db.transaction((tx) => pauseAll(tx, false))).rejects.toMatchObject({ code: 'conflict' });

  expect(await release()).toMatchObject({ resolution: 'compared' });
  expect([await isAllPaused(world.db), await open()]).toEqual([false, []]);
  expect(await ask(carrierId)).toMatchObject({ state: 'done' });
  expect(await sent()).toBe(before + 1);
});

test('what others had seen before the release is known by then; what is seen later and lost is a new gap', async () => {
  const carrierId = await begin('late');
  await ask(carrierId, afterwards(-1));
  expect(await open()).toEqual([]);
  await ask(carrierId, afterwards(1));
  expect(await open()).toHaveLength(1);
  await release();
});

test('a carrier without a row has seen what the rows lost', async () => {
  const carrierId = '01a20273-0000-7000-8000-000000000000';
  expect(await ask(carrierId, afterwards(1))).toEqual({ state: 'done' });
  expect(await open()).toHaveLength(1);
});

test('who lets everything go on while the gap is being reported is refused, and all stays held', async () => {
  await release();
  const gap = { carriers: [], seenUntil: new Date(time.getTime() + 3 * day) };
  let letGo: Promise<unknown> = Promise.resolve();
  await world.db.transaction(async (tx) => {
    await holdRestored({ ...world.db, transaction: (work) => work(tx) }, gap);
    let answered = false;
    letGo = world.db
      .transaction((other) => pauseAll(other, false))
      .catch((error) => error)
      .finally(() => {
        answered = true;
      });
    await until('an answer, or that it waits for the report', async () => answered || (await waitsForLock(world.db)));
  });
  expect(await letGo).toMatchObject({ code: 'conflict' });
  expect([await isAllPaused(world.db), await open()]).toMatchObject([true, [{ code: 'database-restored' }]]);
});
