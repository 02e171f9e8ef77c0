import { describe, expect, test } from '@jest/globals';
import { advance, advanceLone } from '../../activities/advance.ts';
import type { FaultPoint } from '../../activities/engine.ts';
import { claimRuns } from '../../activities/leg/claim-runs.ts';
import { legTransaction } from '../../activities/leg/leg-transaction.ts';
import { takeLegs } from '../../activities/leg/take-legs.ts';
import { systemActor } from '../../crm/actor.ts';
import { operateRun } from '../../crm/runs/operate-runs.ts';
import { AppError } from '../../domain/errors.ts';
import { engineWorld } from '../harness/engine-world.ts';
import { inActivity } from '../harness/in-activity.ts';

const world = engineWorld();

const tag = (name: string, next: string | null) => ({ type: 'add-tag', config: { tag: name }, next: { done: next } });
const onEvent = (event: string) => [{ id: 't', type: 'event', event }];
const incidentsOf = (key: string) =>
  world.db.query<{ code: string; runId: string }>(
    'SELECT code, "runId" FROM incident WHERE "workflowKey" = $1 AND "resolvedAt" IS NULL',
    [key],
  );
const claimOf = (carrierId: string) => ({ carrierId, lane: 0, lanes: 1, now: world.now(), limit: 100 });
const leg = (carrierId: string) => takeLegs(world.deps, claimOf(carrierId));

/** A hook that fails as the connection of a process that ends does. */
const endsAt = (point: FaultPoint) => (at: FaultPoint) => {
  if (at === point) throw Object.assign(new Error('The process ends.'), { code: '57P01' });
};

/** Makes the database refuse what a condition says, as a defect of one row would. */
async function poison(table: string, condition: string): Promise<() => Promise<unknown>> {
  const name = `poison_${table}`;
  await world.db.query(
    `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ${condition} THEN RAISE EXCEPTION 'poisoned'; END IF; RETURN NEW; END $$`,
  );
  await world.db.query(`CREATE TRIGGER ${name} BEFORE INSERT ON "${table}" FOR EACH ROW EXECUTE FUNCTION ${name}()`);
  return () => world.db.query(`DROP FUNCTION ${name} CASCADE`);
}

/** Ten runs of a workflow in one carrier, dispatched and not yet begun. */
async function tenRuns(key: string): Promise<{ carrierId: string; ids: string[] }> {
  await world.publish({ key, triggers: onEvent(key), start: 'a', steps: { a: tag('a', 'b'), b: tag('b', null) } });
  for (let n = 0; n < 10; n += 1) {
    const { id } = await world.create('lead', { firstName: `${key} ${n}` });
    await world.happen({ type: key, recordType: 'lead', recordId: id });
  }
  while ((await world.dispatch()) > 0);
  const runs = await world.runsOf(key);
  await world.db.query('UPDATE run SET "carrierId" = $1 WHERE "workflowKey" = $2', [runs[0]?.carrierId, key]);
  return { carrierId: runs[0]?.carrierId ?? '', ids: runs.map(({ data }) => data.id) };
}

describe('one bad run', () => {
  test('is found by halving: the others of its batch go on, it becomes an incident and ends when it is retried', async () => {
    const { carrierId, ids } = await tenRuns('bisected');
    const bad = ids[6] ?? '';
    const cure = await poison('run_step', `NEW."runId" = '${bad}'`);
    await world.advance(carrierId);
    const states = (await world.runsOf('bisected')).map(({ data }) => `${data.id === bad} ${data.state}`).sort();
    expect(states).toEqual([...Array.from({ length: 9 }, () => 'false completed'), 'true incident']);
    expect(await incidentsOf('bisected')).toEqual([{ code: 'leg-failed', runId: bad }]);
    await cure();
    const { versions, deps } = world;
    const operating = { actor: systemActor, versions, company: deps.settings, now: world.now() };
    await world.db.transaction((tx) => operateRun(tx, bad, { action: 'retry' }, operating));
    await world.settle();
    expect((await world.runsOf('bisected')).map(({ data }) => data.state)).toEqual(
      Array.from({ length: 10 }, () => 'completed'),
    );
    expect(await incidentsOf('bisected')).toEqual([]);
  });

  test('is none where the renderer cannot be had: the leg is taken again, and nobody is stopped', async () => {
    await world.publish({
      key: 'no-renderer',
      triggers: onEvent('no-renderer'),
      start: 'a',
      steps: {
        a: { type: 'create-task', config: { title: { text: 'Call {{record.firstName}}' } }, next: { done: null } },
      },
    });
    const { id } = await world.create('lead', { firstName: 'Rendered' });
    await world.happen({ type: 'no-renderer', recordType: 'lead', recordId: id });
    while ((await world.dispatch()) > 0);
    const [run] = await world.runsOf('no-renderer');
    const away = () => Promise.reject(new AppError('unavailable', { detail: 'The renderer is closed.' }));
    const without = { ...world.deps, renderTexts: away };
    await expect(takeLegs(without, claimOf(run?.carrierId ?? ''))).rejects.toMatchObject({ code: 'unavailable' });
    expect(await incidentsOf('no-renderer')).toEqual([]);
    await world.advance(run?.carrierId ?? '');
    expect((await world.runsOf('no-renderer')).map(({ data }) => data.state)).toEqual(['completed']);
  });

  /** An advance in a process that ends before its first leg commits: all that the database sees of a crash. */
  const crash = async (carrierId: string, { attempt = 1, lone = false } = {}) => {
    const deps = { ...world.deps, fault: endsAt('before-leg-commit') };
    const input = { carrierId, realm: 'live' as const, lane: 0, lanes: 1 };
    const legs = () => (lone ? advanceLone(deps, input) : advance(deps, input));
    const end = await inActivity(() => legs().catch((error: unknown) => error), { attempt });
    expect(end).toMatchObject({ message: 'The process ends.' });
  };

  test('that was in flight at three crashes becomes an incident that says so, the others go on', async () => {
    const { carrierId, ids } = await tenRuns('crashing');
    const [bad = ''] = ids.toSorted();
    for (const attempt of [1, 2, 3]) {
      await crash(carrierId, { attempt });
      expect(await incidentsOf('crashing')).toEqual([]);
    }
    await world.advance(carrierId, { attempt: 4 });
    expect(await incidentsOf('crashing')).toEqual([{ code: 'crashed', runId: bad }]);
    const [told] = await world.db.query<{ message: string }>(
      `SELECT message FROM incident WHERE code = 'crashed' AND "runId" = $1`,
      [bad],
    );
    expect(told?.message).toBe('The worker ended 3 times while this run was in flight.');
    const runs = await world.runsOf('crashing');
    expect(runs.filter(({ data }) => data.state === 'completed').map(({ flights }) => flights)).toEqual(
      Array.from({ length: 9 }, () => 0),
    );
  });

  test('alone in its carrier becomes an incident after three crashes as well', async () => {
    await world.publish({
      key: 'crashing-alone',
      triggers: onEvent('crashing-alone'),
      start: 'a',
      steps: { a: tag('a', null) },
    });
    const { id } = await world.create('lead', { firstName: 'Lone' });
    await world.happen({ type: 'crashing-alone', recordType: 'lead', recordId: id });
    while ((await world.dispatch()) > 0);
    const [run] = await world.runsOf('crashing-alone');
    for (let n = 0; n < 3; n += 1) {
      await crash(run?.carrierId ?? '', { lone: true });
      expect(await incidentsOf('crashing-alone')).toEqual([]);
    }
    await inActivity(() =>
      advanceLone(world.deps, { carrierId: run?.carrierId ?? '', realm: 'live', lane: 0, lanes: 1 }),
    );
    expect(await incidentsOf('crashing-alone')).toEqual([{ code: 'crashed', runId: run?.data.id }]);
  });
});

test('an event that fails five times becomes an incident and frees its record, the others of its batch are not held up', async () => {
  await world.publish({ key: 'poisoned', triggers: onEvent('poison.pill'), start: 'a', steps: { a: tag('a', null) } });
  const [bad, good] = [
    await world.create('lead', { firstName: 'Bad' }),
    await world.create('lead', { firstName: 'Good' }),
  ];
  await world.settle();
  const cure = await poison('enrollment', `NEW."subjectId" = '${bad.id}' AND NEW.cause NOT LIKE 'hand%'`);
  for (const { id } of [bad, good]) await world.happen({ type: 'poison.pill', recordType: 'lead', recordId: id });
  await world.happen({ type: 'poison.harmless', recordType: 'lead', recordId: bad.id });
  await world.dispatch();
  expect(await world.runsOf('poisoned')).toHaveLength(1);
  const waiting = () =>
    world.db.query<{ type: string; attempts: number }>(
      'SELECT type, attempts FROM event WHERE "doneAt" IS NULL ORDER BY seq',
    );
  expect(await waiting()).toEqual([
    { type: 'poison.pill', attempts: 1 },
    { type: 'poison.harmless', attempts: 0 },
  ]);
  await world.settle();
  expect(await waiting()).toEqual([]);
  const incidents = await world.db.query(
    `SELECT kind, code, e.type FROM incident i JOIN event e ON e.id = i."eventId" WHERE i.kind = 'event'`,
  );
  expect(incidents).toEqual([{ kind: 'event', code: 'event-failed', type: 'poison.pill' }]);
  await cure();
});

describe('the fence', () => {
  const effectsOf = async (ids: readonly string[]) => {
    const [row] = await world.db.query<{ steps: number; messages: number; tasks: number; events: number }>(
      `SELECT (SELECT count(*)::int FROM run_step WHERE "runId" = ANY($1::uuid[])) AS steps,
         (SELECT count(*)::int FROM message WHERE "runId" = ANY($1::uuid[])) AS messages,
         (SELECT count(*)::int FROM task) AS tasks, (SELECT count(*)::int FROM event) AS events`,
      [ids],
    );
    return row;
  };

  test('a worker that stands still in the middle of a leg loses its connection and writes nothing', async () => {
    const { carrierId, ids } = await tenRuns('zombie');
    const before = await effectsOf(ids);
    const dead = world.db.transaction(async (tx) => {
      const claimed = await claimRuns(tx, claimOf(carrierId));
      await legTransaction(tx, world.deps, { claimed, now: world.now() });
      expect((await leg(carrierId)).taken).toBe(0);
      const [session] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await world.db.query('SELECT pg_terminate_backend($1::int)', [session?.pid]);
    });
    await expect(dead).rejects.toThrow();
    expect(await effectsOf(ids)).toEqual(before);
    expect((await leg(carrierId)).taken).toBe(10);
    expect((await effectsOf(ids))?.steps).toBe(20);
    expect((await leg(carrierId)).taken).toBe(0);
  });

  test('of several workers with one carrier, each run is done by one', async () => {
    const { carrierId, ids } = await tenRuns('both');
    const legs = await Promise.all([leg(carrierId), leg(carrierId), leg(carrierId)]);
    expect(legs.reduce((sum, { taken }) => sum + taken, 0)).toBe(10);
    expect((await effectsOf(ids))?.steps).toBe(20);
  });

  test('hands over no message that an old claim has planned', async () => {
    await world.publish({
      key: 'zombie-mail',
      triggers: onEvent('zombie.mail'),
      start: 'm',
      steps: { m: { type: 'send-email', config: { template: 'welcome' }, next: { done: null } } },
    });
    const { id } = await world.create('lead', { firstName: 'Z', email: 'zombie@example.test' });
    await world.happen({ type: 'zombie.mail', recordType: 'lead', recordId: id });
    while ((await world.dispatch()) > 0);
    const [run] = await world.runsOf('zombie-mail');
    const { delivering: dead } = await leg(run?.carrierId ?? '');
    const { delivering: alive } = await leg(run?.carrierId ?? '');
    expect(alive).toMatchObject(dead.map(({ messageId, fence }) => ({ messageId, fence: fence + 1 })));
    expect(await world.deps.delivery.deliver(dead)).toMatchObject([{ kind: 'held', why: 'stale' }]);
    await world.settle();
    const sent = (await world.messages()).filter(({ to }) => to === 'zombie@example.test');
    expect(sent.map(({ state }) => state)).toEqual(['accepted']);
  });
});
