import { expect, test } from '@jest/globals';
import { handOver } from '../../../crm/absences/hand-over.ts';
import { newId } from '../../../crm/ids.ts';
import { approvalsWorld, type TestUser } from '../approvals/approvals-world.ts';

const { world, user, of, act, decide, publish, enter, path, mails } = approvalsWorld();
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

const toldOf = (key: string) =>
  world.db.query(`SELECT code, "stepId" FROM incident WHERE "resolvedAt" IS NULL AND "workflowKey" = $1`, [key]);

test('where nobody stands in it is an incident, once, until somebody else is given it', async () => {
  const [gus, hub] = [await user('Gus'), await user('Hub')];
  await publish('alone', { approvers: [{ user: gus.id }] });
  const offer = await enter('alone');
  await away(gus, null);
  for (let n = 0; n < 2; n += 1) await handOver(world.db, world.now());
  expect(await toldOf('alone')).toEqual([{ code: 'nobody-stands-in', stepId: 'decide' }]);
  const [stored] = await of(offer.id);
  const slotId = stored?.standing.slots[0]?.id ?? '';
  await act(stored?.id ?? '', hub, { kind: 'move', to: hub.id, reason: 'reassigned', slotId }, { forOthers: true });
  await handOver(world.db, world.now());
  expect(await toldOf('alone')).toEqual([]);
});

test('a manager who is named while it lasts takes over, and the incident is over', async () => {
  const [boss, ivy] = [await user('Boss of Ivy'), await user('Ivy')];
  await publish('later', { approvers: [{ user: ivy.id }] });
  const offer = await enter('later');
  await away(ivy, null);
  await handOver(world.db, world.now());
  expect(await toldOf('later')).toHaveLength(1);
  await world.db.query('UPDATE "user" SET "managerId" = $2 WHERE id = $1', [ivy.id, boss.id]);
  await handOver(world.db, world.now());
  expect((await standing(offer.id)).at(-1)).toMatchObject({ approverId: boss.id, state: 'open' });
  expect(await toldOf('later')).toEqual([]);
});

test('an incident that stops a run for the same reason is not touched', async () => {
  const jay = await user('Jay');
  await publish('stopped', { approvers: [{ user: jay.id }] });
  await away(jay, null);
  await enter('stopped');
  await handOver(world.db, world.now());
  expect(await toldOf('stopped')).toEqual([{ code: 'nobody-stands-in', stepId: 'decide' }]);
});

test('what a leg gave that had read who is there before the absence was gone through follows; what is given by intent stays', async () => {
  const [kim, lou, max] = [await user('Kim'), await user('Lou'), await user('Max')];
  await publish('late', { approvers: [{ user: kim.id }] });
  await away(kim, lou, 1000);
  await away(max, null);
  // The absence is gone through while the clock of the leg still shows the time before it.
  const begun = new Date(world.now().getTime() + 2000);
  expect(await handOver(world.db, begun)).toBe(0);
  const offer = await enter('late');
  const task = await world.create('task', { title: 'Late', assigneeId: kim.id, status: 'open' });
  expect(await standing(offer.id)).toMatchObject([{ approverId: kim.id, state: 'open' }]);
  expect(await handOver(world.db, begun)).toBe(2);
  expect(await standing(offer.id)).toMatchObject([
    { approverId: kim.id, state: 'moved' },
    { approverId: lou.id, state: 'open', movedFrom: { reason: 'absence', by: null } },
  ]);
  const assignee = () => world.db.query('SELECT "assigneeId" FROM task WHERE id = $1', [task.id]);
  expect(await assignee()).toEqual([{ assigneeId: lou.id }]);

  await world.pass(3000);
  await world.change('task', task.id, { assigneeId: kim.id });
  await act((await of(offer.id))[0]?.id ?? '', lou, { kind: 'move', to: max.id, reason: 'delegated' });
  expect(await handOver(world.db, world.now())).toBe(0);
  expect((await standing(offer.id)).at(-1)).toMatchObject({ approverId: max.id, state: 'open' });
  expect(await toldOf('late')).toEqual([]);
  expect(await assignee()).toEqual([{ assigneeId: kim.id }]);
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

test('where who submitted it stands in for the manager too, nobody stands in; questions go to them all the same', async () => {
  const boss = await user('Boss of Pia');
  const [author, pia] = [await user('Author', { managerId: boss.id }), await user('Pia')];
  await publish('round', { approvers: [{ user: pia.id }] });
  await publish('asked', { to: { user: pia.id }, fields: [{ key: 'why' }] }, { type: 'ask' });
  const [offer, question] = [
    await enter('round', { ownerId: author.id }),
    await enter('asked', { ownerId: author.id }),
  ];
  await away(pia, author);
  await away(boss, author);
  await handOver(world.db, world.now());
  expect(await standing(offer.id)).toMatchObject([{ approverId: pia.id, state: 'open' }]);
  expect(await toldOf('round')).toEqual([{ code: 'nobody-stands-in', stepId: 'decide' }]);
  expect((await standing(question.id)).at(-1)).toMatchObject({ approverId: author.id, state: 'open' });
  expect(await toldOf('asked')).toEqual([]);
});
