import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../domain/json.ts';
import { engineWorld } from '../harness/engine-world.ts';

const day = 86_400_000;
const world = engineWorld();

const wait = (length: string, next: string | null) => ({ type: 'wait', config: { for: length }, next: { done: next } });
const fork = (branches: Record<string, string | null>) => ({
  type: 'parallel',
  config: { branches: Object.keys(branches) },
  next: branches,
});
const join = (mode: 'all' | 'any' | number, next: string | null, cancelRest = false) => ({
  type: 'join',
  config: { mode, cancelRest },
  next: { done: next },
});
const tag = (name: string, next: string | null) => ({ type: 'add-tag', config: { tag: name }, next: { done: next } });
const again = (times: number, back: string, next: string | null) => ({
  type: 'repeat',
  config: { times },
  next: { again: back, done: next },
});
const mail = (next: string | null) => ({ type: 'send-email', config: { template: 'welcome' }, next: { done: next } });

/** Runs a definition for a new lead, for so many days. @returns the state, the path, and the days it took */
async function run(key: string, start: string, steps: JsonObject, days: number) {
  await world.publish({ key, start, steps, triggers: [{ id: 't', type: 'event', event: `enter.${key}` }] });
  const { id } = await world.create('lead', { firstName: key, email: `${key}@example.test` });
  await world.happen({ type: `enter.${key}`, recordType: 'lead', recordId: id });
  await world.pass(days * day);
  const [row] = await world.runsOf(key);
  if (!row) throw new Error('no run');
  const took = row.data.endedAt === null ? null : (Date.parse(row.data.endedAt) - Date.parse(row.data.startedAt)) / day;
  return { id: row.data.id, lead: id, state: row.data.state, path: await world.pathOf(row.data.id), took };
}

test.each([
  ['all', 3, 'f a>done b>done c>done j>done z>done'],
  ['any', 3, 'f a>done j>done z>done b>done c>done'],
  [2, 3, 'f a>done b>done j>done z>done c>done'],
  [5, 3, 'f a>done b>done c>done j>done z>done'],
] as const)('a join of %s of three branches', async (mode, took, path) => {
  const steps = {
    f: fork({ x: 'a', y: 'b', z: 'c' }),
    a: wait('P1D', 'j'),
    b: wait('P2D', 'j'),
    c: wait('P3D', 'j'),
    j: join(mode, 'z'),
    z: tag('z', null),
  };
  expect(await run(`join-${mode}`, 'f', steps, 5)).toMatchObject({ state: 'completed', path, took });
});

test('a join that ends the rest leaves no branch, no wait and no message of theirs behind', async () => {
  const steps = {
    f: fork({ x: 'a', y: 'b', z: 'm' }),
    a: tag('a', 'j'),
    b: { type: 'wait-for', config: { branches: [{ id: 'e', event: 'x.y' }] }, next: { e: null } },
    m: mail(null),
    j: join('any', 'z', true),
    z: wait('P1D', null),
  };
  const { id, state, path, took } = await run('cancel-rest', 'f', steps, 2);
  expect({ state, path, took }).toEqual({ state: 'completed', path: 'f a>done j>done z>done', took: 1 });
  const messages = await world.db.query('SELECT state, reason FROM message WHERE "runId" = $1', [id]);
  expect(messages).toEqual([{ state: 'skipped', reason: 'superseded' }]);
  expect(await world.db.query('SELECT 1 FROM wait_key WHERE "runId" = $1', [id])).toEqual([]);
});

test('forks inside forks join from the inside out; a branch that ended never blocks', async () => {
  const steps = {
    outer: fork({ l: 'inner', r: 'slow', dead: 'gone' }),
    inner: fork({ p: 'p', q: 'q' }),
    p: wait('P1D', 'ij'),
    q: wait('P2D', 'ij'),
    ij: join('all', 'after'),
    after: wait('P1D', 'oj'),
    slow: wait('P4D', 'oj'),
    gone: wait('PT1H', null),
    oj: join('all', 'z'),
    z: tag('z', null),
  };
  expect(await run('nested', 'outer', steps, 6)).toMatchObject({
    path: 'outer inner gone>done p>done q>done ij>done after>done slow>done oj>done z>done',
    took: 4,
  });
});

test('a fork in a loop begins anew each turn, and each turn sends again', async () => {
  const steps = {
    f: fork({ x: 'm', y: 'w' }),
    m: mail('j'),
    w: wait('P1D', 'j'),
    j: join('all', 'r'),
    r: again(2, 'f', null),
  };
  const { path, took, lead } = await run('looped', 'f', steps, 5);
  const turn = 'f m>done w>done j>done';
  expect({ path, took }).toEqual({ path: `${turn} r>again ${turn} r>again ${turn} r>done`, took: 3 });
  expect((await world.messages()).filter(({ to }) => to === 'looped@example.test')).toHaveLength(3);
  expect(lead).toBeDefined();
});

test('a branch cancelled in one turn has a visit of its own in the next: its message is sent then', async () => {
  const steps = {
    f: fork({ x: 'w', y: 'slow' }),
    w: wait('P1D', 'j'),
    slow: { type: 'create-task', config: { title: 'Slow', wait: true }, next: { done: 'm' } },
    m: mail('j'),
    j: join('any', 'r', true),
    r: again(1, 'f', 'last'),
    last: { type: 'create-task', config: { title: 'Last' }, next: { done: null } },
  };
  const { id } = await run('revisited', 'f', steps, 3);
  const tasks = await world.db.query<{ title: string }>(
    `SELECT t.title FROM task t JOIN run r ON r."subjectId" = t."relatedId" WHERE r.id = $1 ORDER BY t."createdAt", t.id`,
    [id],
  );
  expect(tasks.map(({ title }) => title)).toEqual(['Slow', 'Slow', 'Last']);
  expect((await world.runsOf('revisited'))[0]?.data.memory.slow).toMatchObject({ visit: 2 });
});

test('two branches at one step overtake each other without ever sharing a visit', async () => {
  const steps = {
    f: fork({ x: 's', y: 'later' }),
    later: wait('PT1H', 's'),
    s: { type: 'create-task', config: { title: 'Either', wait: true }, next: { done: 'm' } },
    m: mail('r'),
    r: again(1, 's', null),
  };
  const { id, lead } = await run('overtaking', 'f', steps, 0.5);
  const close = async () => {
    const [task] = await world.db.query<{ id: string }>(
      `SELECT id FROM task WHERE "relatedId" = $1 AND status = 'open' ORDER BY "createdAt" DESC, id DESC LIMIT 1`,
      [lead],
    );
    if (!task) return false;
    await world.change('task', task.id, { status: 'done' });
    await world.settle();
    return true;
  };
  // The younger task is always done first.
  while (await close());
  const [row] = await world.runsOf('overtaking');
  expect(row?.data.state).toBe('completed');
  const visits = await world.db.query<{ stepId: string; visits: number[] }>(
    `SELECT "stepId", array_agg(visit ORDER BY visit) AS visits FROM run_step WHERE "runId" = $1 AND "stepId" IN ('s', 'm') GROUP BY 1 ORDER BY 1`,
    [id],
  );
  const sent = (await world.messages()).filter(({ to }) => to === 'overtaking@example.test');
  expect(visits.map(({ stepId, visits: list }) => [stepId, list.length])).toEqual([
    ['m', sent.length],
    ['s', sent.length],
  ]);
  expect(visits.map(({ visits: list }) => list)).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
});

test('end and fail inside a branch end the others', async () => {
  const steps = {
    f: fork({ x: 'a', y: 'b' }),
    a: wait('P1D', 'stop'),
    b: wait('P9D', null),
    stop: { type: 'fail', config: { message: 'no' } },
  };
  expect(await run('fork-fail', 'f', steps, 2)).toMatchObject({ state: 'failed', path: 'f a>done stop', took: 1 });
});
