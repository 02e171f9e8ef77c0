import { beforeAll, expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { readTimeline } from '../../crm/records/timeline.ts';
import type { JsonObject } from '../../domain/json.ts';
import { engineWorld } from '../harness/engine-world.ts';

/** A Monday noon. */
const world = engineWorld({ start: '2031-03-03T12:00:00.000Z' });
const people = ['1', '2', '3', '4', '5', '6'].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const [ann = '', bob = '', cyd = '', gone = '', away = '', chief = ''] = people;

beforeAll(async () => {
  for (const id of people)
    await world.db.query(
      `INSERT INTO "user" (id, email, name, "roleKeys", active) VALUES ($1::uuid, $1::text || '@example.test', $1::text, '{}', $2)`,
      [id, id !== gone],
    );
  await world.db.query(
    `INSERT INTO absence (id, "userId", "from", until) VALUES (gen_random_uuid(), $1, '2031-03-01', '2031-03-10')`,
    [away],
  );
  await world.db.query(`INSERT INTO queue (key, name, members, alert) VALUES ('first', 'First', $1, $2)`, [
    [ann],
    [chief],
  ]);
});

const users = (...ids: readonly string[]) => ids.map((user) => ({ user }));

/** Opens cases in one go, each for a run of its own with this one step. @returns their ids in order */
async function assign(key: string, config: JsonObject, cases: readonly JsonObject[]) {
  const steps = { give: { type: 'assign-owner', config, next: { done: null, nobody: null } } };
  await world.publish({
    key,
    subject: 'case',
    triggers: [{ id: 't', type: 'event', event: key }],
    start: 'give',
    steps,
  });
  const made: string[] = [];
  for (const fields of cases) made.push((await world.create('case', { title: key, status: 'open', ...fields })).id);
  await world.happen(...made.map((recordId) => ({ type: key, recordType: 'case' as const, recordId })));
  await world.settle();
  return made;
}
type Kept = {
  userId: string | null;
  by: string;
  passedOver: { userId: string; why: string }[];
  reason: JsonObject;
  queue: string | null;
};

/** Who has each case, and the reason that is kept. */
async function kept(ids: readonly string[]): Promise<(Kept & { ownerId: string | null })[]> {
  const rows = await world.db.query<Kept & { id: string; ownerId: string | null }>(
    `SELECT c.id, c."ownerId", c.queue, a."userId", a."by", a.reason, a.reason->'passedOver' AS "passedOver"
     FROM "case" c JOIN assignment a ON a."recordId" = c.id WHERE c.id = ANY($1::uuid[])`,
    [ids],
  );
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}
const owners = async (ids: readonly string[]) => (await kept(ids)).map(({ ownerId }) => ownerId);
const times = (count: number) => Array.from({ length: count }, () => ({}));

test('turns among many at once are even; who has left or is away is passed over, and each choice has its reason', async () => {
  const given = await kept(await assign('turns', { pool: users(ann, bob, cyd, gone, away) }, times(60)));
  const counts = [ann, bob, cyd].map((id) => given.filter(({ ownerId }) => ownerId === id).length);
  expect(counts).toEqual([20, 20, 20]);
  for (const { ownerId, userId, by, passedOver } of given) {
    expect([userId, by]).toEqual([ownerId, 'round-robin']);
    // Who has left is not asked at all.
    expect(passedOver).toEqual([{ userId: away, why: 'absent' }]);
  }
});

test('least busy counts open work only, up to the capacity; then it goes to the queue and somebody is told', async () => {
  await world.db.query(`UPDATE "case" SET status = 'closed'`);
  await world.db.query(
    'UPDATE "user" SET capacity = CASE id WHEN $1::uuid THEN 1 ELSE 2 END WHERE id = ANY($2::uuid[])',
    [ann, [ann, bob]],
  );
  const config = { pool: users(ann, bob), by: 'least-busy', queue: 'first' };
  const ids = await assign('busy', config, times(4));
  expect((await owners(ids)).sort()).toEqual([ann, bob, bob, null].sort());
  const left = (await kept(ids)).find(({ ownerId }) => ownerId === null);
  expect(left).toMatchObject({ userId: null, by: 'nobody', queue: 'first' });
  expect(left?.passedOver.map(({ why }) => why)).toEqual(['at-capacity', 'at-capacity']);
  const openThen = (await kept(ids)).map(({ reason }) => reason.open ?? 'nobody');
  expect(openThen.sort()).toEqual([0, 0, 1, 'nobody']);
  const told = (await world.messages()).filter(({ to }) => to === chief);
  expect(told).toHaveLength(1);
  await world.db.query('UPDATE "user" SET capacity = NULL');
});

test('the first rule that is true counts, with skill and territory', async () => {
  await world.db.query(`UPDATE "user" SET skills = '{refunds}', territories = '{west}' WHERE id = ANY($1::uuid[])`, [
    [bob, cyd],
  ]);
  const isCritical = { '==': [{ var: 'record.priority' }, 'critical'] };
  const rules = [{ when: isCritical, to: { user: cyd } }, { pool: users(ann, bob) }];
  const config = { rules, skills: 'refunds', territory: { text: '{{default record.category "west"}}' } };
  const ids = await assign('rules', config, [{ priority: 'critical' }, { priority: 'low' }, { category: 'east' }]);
  const [critical, low, east] = await kept(ids);
  expect(critical).toMatchObject({ ownerId: cyd, by: 'user', reason: { rule: 1 } });
  const asked = { rule: 2, skills: ['refunds'], territory: 'west' };
  expect(low).toMatchObject({ ownerId: bob, passedOver: [{ userId: ann, why: 'skills' }], reason: asked });
  const about = { actor: systemActor, type: 'case', id: ids[1] ?? '', limit: 50 } as const;
  const told = (await readTimeline(world.db, about)).items.filter(({ kind }) => kind === 'assignment');
  expect(told).toMatchObject([{ userId: bob, by: 'round-robin', reason: asked }]);
  expect(east).toMatchObject({ ownerId: null, by: 'nobody', reason: { territory: 'east' } });
});

test('who owns the account goes first, and only when able to', async () => {
  const ours = await world.create('account', { name: 'Ours', ownerId: cyd });
  const theirs = await world.create('account', { name: 'Theirs', ownerId: away });
  const config = { pool: users(ann, cyd, away), sameAccount: true };
  const ids = await assign('same', config, [{ accountId: ours.id }, { accountId: ours.id }, { accountId: theirs.id }]);
  const [first, second, third] = await kept(ids);
  expect([first, second].map((row) => [row?.ownerId, row?.by])).toEqual([
    [cyd, 'same-account'],
    [cyd, 'same-account'],
  ]);
  expect(third?.by).toBe('round-robin');
});

test('turns go on when a step gets another pool, and when somebody joins or leaves a queue, whoever asks', async () => {
  await assign('joins', { pool: users(ann, bob) }, times(3));
  expect(await owners(await assign('joins', { pool: users(ann, bob, cyd) }, times(3)))).toEqual([bob, ann, cyd]);

  const members = (...ids: readonly string[]) =>
    world.db.query(
      `INSERT INTO queue (key, name, members) VALUES ('pairs', 'Pairs', $1) ON CONFLICT (key) DO UPDATE SET members = excluded.members`,
      [ids],
    );
  const pool = [{ queue: 'pairs' }];
  await members(ann, bob);
  await assign('pairs', { pool }, times(3));
  await members(ann, bob, cyd);
  expect(await owners(await assign('others', { pool }, times(3)))).toEqual([bob, ann, cyd]);
  await members(bob, cyd);
  expect(await owners(await assign('pairs', { pool }, times(2)))).toEqual([bob, cyd]);
});

test('a group that is named as one user is whoever of those who are there has the fewest open', async () => {
  await world.db.query(`UPDATE "case" SET status = 'closed'`);
  await world.db.query(`INSERT INTO queue (key, name, members) VALUES ('three', 'Three', $1)`, [[ann, bob, away]]);
  await world.create('case', { title: 'Busy', status: 'open', ownerId: ann });
  const given = await kept(await assign('one', { to: { queue: 'three' } }, times(3)));
  expect(given.map(({ ownerId }) => ownerId).sort()).toEqual([ann, bob, bob]);
  expect(given[0]).toMatchObject({ ownerId: bob, queue: 'three', by: 'least-busy', reason: { open: 0, able: 2 } });
});

test('people off shift are passed over where only those at work are asked', async () => {
  await world.pass('2031-03-08T12:00:00.000Z');
  const [row] = await kept(await assign('shift', { pool: users(ann, bob), onShiftOnly: true }, times(1)));
  expect(row).toMatchObject({ ownerId: null, by: 'nobody' });
  expect(row?.passedOver.map(({ why }) => why)).toEqual(['off-shift', 'off-shift']);
});
