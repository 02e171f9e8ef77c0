import { beforeAll, expect, test } from '@jest/globals';
import type { JsonObject } from '../../domain/json.ts';
import { engineWorld } from '../harness/engine-world.ts';

const world = engineWorld({ start: '2031-03-03T12:00:00.000Z' });
const [ann = '', bob = '', away = '', boss = ''] = ['1', '2', '3', '4'].map(
  (n) => `00000000-0000-7000-8000-00000000000${n}`,
);

beforeAll(async () => {
  for (const id of [boss, ann, bob, away])
    await world.db.query(
      `INSERT INTO "user" (id, email, name, "roleKeys", "managerId") VALUES ($1::uuid, $1::text || '@example.test', $1::text, '{}', $2)`,
      [id, id === boss ? null : boss],
    );
  await world.db.query(
    `INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES (gen_random_uuid(), $1, $2, '2031-03-01', '2031-03-10')`,
    [away, bob],
  );
  await world.db.query(
    `INSERT INTO queue (key, name, members) VALUES ('first', 'First', $1), ('empty', 'Empty', '{}')`,
    [[away, ann, bob]],
  );
});

type Given = { id: string; assigneeId: string | null; queue: string | null };

/** What runs with this one step make for so many leads at once. */
async function given(key: string, step: { type: string; config: JsonObject }, count: number): Promise<Given[]> {
  await world.publish({
    key,
    triggers: [{ id: 't', type: 'event', event: key }],
    start: 'give',
    steps: { give: { ...step, next: { done: null } } },
  });
  const leads: string[] = [];
  for (let n = 0; n < count; n += 1) leads.push((await world.create('lead', { lastName: key })).id);
  await world.happen(...leads.map((recordId) => ({ type: key, recordType: 'lead' as const, recordId })));
  await world.settle();
  return world.db.query<Given>('SELECT id, "assigneeId", queue FROM task WHERE title = $1 ORDER BY id', [key]);
}
const taskFor = (key: string, assignee: JsonObject, more: JsonObject = {}) => ({
  type: 'create-task',
  config: { title: key, assignee, ...more },
});

test('a task for a queue is of whoever of it is there and has the fewest open, and stands in the queue', async () => {
  await world.create('task', { title: 'Open', status: 'open', assigneeId: ann });
  const tasks = await given('queued', taskFor('queued', { queue: 'first' }), 3);
  expect(tasks.map(({ queue }) => queue)).toEqual(['first', 'first', 'first']);
  expect(tasks.map(({ assigneeId }) => assigneeId).sort()).toEqual([ann, bob, bob]);
  const reasons = await world.db.query<{ by: string; stepId: string }>(
    'SELECT DISTINCT "by", "stepId" FROM assignment WHERE "recordId" = ANY($1::uuid[])',
    [tasks.map(({ id }) => id)],
  );
  expect(reasons).toEqual([{ by: 'least-busy', stepId: 'give' }]);
});

test('a task for a queue without anybody waits in it; another queue that the step names counts', async () => {
  expect(await given('nobody', taskFor('nobody', { queue: 'empty' }), 1)).toMatchObject([
    { assigneeId: null, queue: 'empty' },
  ]);
  expect(await given('other', taskFor('other', { queue: 'first' }, { queue: 'empty' }), 1)).toMatchObject([
    { queue: 'empty' },
  ]);
});

test('a task for somebody who is away goes to who stands in, whichever step makes it', async () => {
  const record = { type: 'task', set: { title: 'recorded', assigneeId: away } };
  expect(await given('recorded', { type: 'create-record', config: record }, 1)).toMatchObject([{ assigneeId: bob }]);
  expect(await given('made', taskFor('made', { user: away }), 1)).toMatchObject([{ assigneeId: bob }]);
  const there = { type: 'task', set: { title: 'there', assigneeId: ann } };
  expect(await given('there', { type: 'create-record', config: there }, 1)).toMatchObject([{ assigneeId: ann }]);
});

test('a case for a group is of whoever has the fewest open', async () => {
  const config = { title: 'cased', owner: { queue: 'first' } };
  await given('cased', { type: 'create-case', config }, 4);
  const cases = await world.db.query<{ ownerId: string; queue: string }>(
    `SELECT "ownerId", queue FROM "case" WHERE title = 'cased'`,
  );
  expect(cases.map(({ ownerId }) => ownerId).sort()).toEqual([ann, ann, bob, bob]);
  expect(cases.every(({ queue }) => queue === 'first')).toBe(true);
});
