import { expect, test } from '@jest/globals';
import { handOver } from '../../../crm/absences/hand-over.ts';
import { newId } from '../../../crm/ids.ts';
import { approvalsWorld, type TestUser } from '../approvals/approvals-world.ts';

const { world, user, of, decide, publish, enter, path, mails } = approvalsWorld();
const day = 86_400_000;

/** Away from now, or from later on, for two days. */
async function away(who: TestUser, substitute: TestUser | null, inMs = 0) {
  const from = new Date(world.now().getTime() + inMs);
  await world.db.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, $4, $5)',
    [newId(), who.id, substitute?.id ?? null, from, new Date(from.getTime() + 2 * day)],
  );
}
const standing = async (recordId: string) => (await of(recordId))[0]?.standing.slots ?? [];

test('a new slot goes to who stands in, over a chain; a circle falls to the manager; both names are kept', async () => {
  const boss = await user('Boss');
  const [ann, bob, cat] = [await user('Ann', { managerId: boss.id }), await user('Bob'), await user('Cat')];
  await away(ann, bob);
  await away(bob, cat);
  await publish('chain', { approvers: [{ user: ann.id }] });
  const offer = await enter('chain');
  expect(await standing(offer.id)).toMatchObject([
    { approverId: ann.id, state: 'moved' },
    { approverId: cat.id, state: 'open', movedFrom: { reason: 'absence' } },
  ]);
  expect((await of(offer.id))[0]?.names).toMatchObject({ [ann.id]: 'Ann', [cat.id]: 'Cat' });
  await away(cat, ann);
  expect((await standing((await enter('chain')).id)).at(-1)).toMatchObject({ approverId: boss.id });
});

test('what is open moves when an absence begins and when somebody leaves, tasks as well, and the new one gets a mail', async () => {
  const top = await user('Top');
  const [dan, eve, fay] = [await user('Dan'), await user('Eve'), await user('Fay', { managerId: top.id })];
  await publish('two', { approvers: [{ user: dan.id }, { user: fay.id }] });
  const offer = await enter('two');
  const task = await world.create('task', { title: 'Call', assigneeId: dan.id, status: 'open' });
  await away(dan, eve, day);
  await handOver(world.db, world.now());
  expect(await standing(offer.id)).toHaveLength(2);
  await world.pass(day + 1000);
  await world.db.query('UPDATE "user" SET active = false WHERE id = $1', [fay.id]);
  await handOver(world.db, world.now());
  await world.settle();
  expect(await standing(offer.id)).toMatchObject([
    { approverId: dan.id, state: 'moved' },
    { approverId: eve.id, state: 'open', movedFrom: { reason: 'absence', by: null } },
    { approverId: fay.id, state: 'moved' },
    { approverId: top.id, state: 'open', movedFrom: { reason: 'left', by: null } },
  ]);
  expect(await world.db.query('SELECT "assigneeId" FROM task WHERE id = $1', [task.id])).toEqual([
    { assigneeId: eve.id },
  ]);
  const asked = (await mails()).map(({ to }) => to);
  expect(asked.filter((to) => to.startsWith('eve-') || to.startsWith('top-'))).toHaveLength(2);
  await handOver(world.db, world.now());
  const [stored] = await of(offer.id);
  await decide(stored?.id ?? '', eve, 'approve');
  await decide(stored?.id ?? '', top, 'approve');
  expect(await path('two')).toBe('decide>approved');
});

test('more approvals move than are looked for at a time, past those that nobody can take', async () => {
  const [lea, mia] = [await user('Lea'), await user('Mia')];
  const lost = await user('Lost');
  await publish('queue', { approvers: [{ user: lea.id }] });
  await publish('stuck', { approvers: [{ user: lost.id }] });
  const offers = [];
  for (let n = 0; n < 3; n += 1) offers.push((await enter('stuck')) && (await enter('queue')));
  await away(lost, null);
  await away(lea, mia);
  expect(await handOver(world.db, world.now(), 1)).toBe(3);
  for (const { id } of offers) expect((await standing(id)).at(-1)).toMatchObject({ approverId: mia.id, state: 'open' });
});

test('where nobody stands in it is an incident, once', async () => {
  const gus = await user('Gus');
  await publish('alone', { approvers: [{ user: gus.id }] });
  await enter('alone');
  await away(gus, null);
  for (let n = 0; n < 2; n += 1) await handOver(world.db, world.now());
  const incidents = await world.db.query(
    `SELECT code FROM incident WHERE "resolvedAt" IS NULL AND "workflowKey" = 'alone'`,
  );
  expect(incidents).toEqual([{ code: 'nobody-stands-in' }]);
});

test('tasks of somebody who has left move, more than one round takes, past those that nobody can take', async () => {
  const [boss, stuck] = [await user('Boss of Hal'), await user('Stuck')];
  const hal = await user('Hal', { managerId: boss.id });
  await world.db.query(
    `INSERT INTO task (id, title, status, "assigneeId") SELECT gen_random_uuid(), 'T', 'open', $1::uuid FROM generate_series(1, 600)
     UNION ALL SELECT gen_random_uuid(), 'T', 'open', $2::uuid FROM generate_series(1, 600)`,
    [stuck.id, hal.id],
  );
  await world.db.query('UPDATE "user" SET active = false WHERE id = ANY($1::uuid[])', [[hal.id, stuck.id]]);
  for (let n = 0; n < 2; n += 1) await handOver(world.db, world.now());
  const rows = await world.db.query<{ id: string; n: number }>(
    `SELECT "assigneeId" AS id, count(*)::int AS n FROM task WHERE title = 'T' GROUP BY 1`,
  );
  expect(new Map(rows.map(({ id, n }) => [id, n]))).toEqual(
    new Map([
      [boss.id, 600],
      [stuck.id, 600],
    ]),
  );
  const told = () =>
    world.db.query<{ about: string; message: string }>(
      `SELECT details->>'userId' AS about, message FROM incident WHERE code = 'nobody-takes-over' AND "resolvedAt" IS NULL`,
    );
  expect(await told()).toEqual([
    { about: stuck.id, message: expect.stringMatching(/^Stuck has left, and nobody takes over \(open tasks: 600\)/) },
  ]);
  await world.db.query('UPDATE "user" SET "managerId" = $2 WHERE id = $1', [stuck.id, boss.id]);
  for (let n = 0; n < 3; n += 1) await handOver(world.db, world.now());
  expect(await told()).toEqual([]);
  expect(await world.db.query('SELECT 1 FROM task WHERE "assigneeId" = $1 LIMIT 1', [stuck.id])).toEqual([]);
});
