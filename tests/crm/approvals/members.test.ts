import { expect, test } from '@jest/globals';
import { handOver } from '../../../crm/absences/hand-over.ts';
import { previewAbsence } from '../../../crm/absences/preview-absence.ts';
import type { Person } from '../../../crm/actor.ts';
import { countWaiting, listApprovals } from '../../../crm/approvals/list-approvals.ts';
import { showApprovals } from '../../../crm/approvals/show-approvals.ts';
import { newId } from '../../../crm/ids.ts';
import { allPermissions } from '../../../domain/permissions/permission.ts';
import { approvalsWorld, type TestUser } from './approvals-world.ts';

const { world, user, of, decide, publish, enter, path, mails } = approvalsWorld();
const day = 86_400_000;
const personOf = ({ id }: TestUser): Person => ({
  type: 'user',
  id,
  userId: id,
  teamId: null,
  permissions: allPermissions,
});
const only = async (recordId: string) => {
  const [stored] = await of(recordId);
  if (!stored) throw new Error('there is no approval');
  return stored;
};
async function away(who: TestUser, substitute: TestUser | null) {
  const from = world.now();
  await world.db.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, $4, $5)',
    [newId(), who.id, substitute?.id ?? null, from, new Date(from.getTime() + 2 * day)],
  );
}

test('whoever joins a role may decide and is told, whoever leaves it may not any more', async () => {
  const [ann, bob] = [await user('Ann', { roles: ['judges'] }), await user('Bob')];
  await publish('judged', { approvers: [{ role: 'judges' }] });
  const { id, recordId } = await only((await enter('judged')).id);
  expect(await decide(id, bob, 'approve')).toMatchObject({ code: 'not-an-approver' });
  await world.db.query(`UPDATE "user" SET "roleKeys" = '{judges}' WHERE id = $1`, [bob.id]);
  await world.db.query(`UPDATE "user" SET "roleKeys" = '{}' WHERE id = $1`, [ann.id]);
  await handOver(world.db, world.now());
  await world.settle();
  expect((await only(recordId)).standing.slots).toMatchObject([{ candidates: [bob.id], told: [ann.id, bob.id] }]);
  expect((await mails()).filter(({ to }) => to.startsWith('bob-'))).toHaveLength(1);
  expect(await countWaiting(world.db, ann.id, world.now())).toEqual({ open: 0, overdue: 0 });
  expect(await countWaiting(world.db, bob.id, world.now())).toEqual({ open: 1, overdue: 0 });
  expect(await decide(id, ann, 'approve')).toMatchObject({ code: 'not-an-approver' });
  await world.db.query(`UPDATE "user" SET "roleKeys" = '{judges}' WHERE id = $1`, [ann.id]);
  // Nobody has looked after the groups since: the decision itself asks who is in it.
  expect(await decide(id, ann, 'approve')).toMatchObject({ kind: 'done' });
  expect(await path('judged')).toBe('decide>approved');
});

test('a group that nobody is left in may not be decided by who was there: an incident until somebody is', async () => {
  const open = () =>
    world.db.query<{ message: string }>(
      `SELECT message FROM incident WHERE code = 'nobody-in-group' AND "resolvedAt" IS NULL`,
    );
  const [una, vic] = [await user('Una', { roles: ['jury'] }), await user('Vic')];
  await publish('jury', { approvers: [{ role: 'jury' }] });
  const { id, recordId } = await only((await enter('jury')).id);
  await away(una, vic);
  await handOver(world.db, world.now());
  expect((await only(recordId)).standing.slots).toMatchObject([{ candidates: [vic.id] }]);
  await world.db.query(`UPDATE "user" SET "roleKeys" = '{}' WHERE id = $1`, [una.id]);
  for (let round = 0; round < 2; round += 1) await handOver(world.db, world.now());
  expect(await decide(id, una, 'approve')).toMatchObject({ code: 'not-an-approver' });
  expect(await open()).toEqual([{ message: expect.stringContaining('role jury has no active member. Give it one') }]);
  await world.db.query(`UPDATE "user" SET "roleKeys" = '{jury}' WHERE id = $1`, [vic.id]);
  await handOver(world.db, world.now());
  expect(await open()).toEqual([]);
  expect(await decide(id, vic, 'approve')).toMatchObject({ kind: 'done' });
});

test('who stands in and is asked already answers once; where too few would be left, a manager is asked', async () => {
  const boss = await user('Boss');
  const [cat, dan] = [await user('Cat', { managerId: boss.id }), await user('Dan')];
  await publish('both', { approvers: [{ user: cat.id }, { user: dan.id }] });
  await publish('two-of', { approvers: [{ user: cat.id }, { user: dan.id }], mode: { quorum: 2 } });
  const [both, twoOf] = [await enter('both'), await enter('two-of')];
  await away(cat, dan);
  await handOver(world.db, world.now());
  await world.settle();
  const { standing, id } = await only(both.id);
  const [first, second] = standing.slots;
  expect(first).toMatchObject({ approverId: cat.id, state: 'moved', countsWith: second?.id });
  expect(second).toMatchObject({ approverId: dan.id, state: 'open' });
  expect(await decide(id, dan, 'approve')).toMatchObject({ kind: 'done' });
  expect(await path('both')).toBe('decide>approved');
  expect((await only(twoOf.id)).standing.slots).toMatchObject([
    { approverId: cat.id, state: 'moved' },
    { approverId: boss.id, state: 'open', movedFrom: { reason: 'absence' } },
    { approverId: dan.id, state: 'open' },
  ]);
  const later = await only((await enter('both')).id);
  expect(later.standing.slots).toMatchObject([
    { approverId: cat.id, state: 'moved' },
    { approverId: dan.id, state: 'open' },
  ]);
  expect(later.standing.slots).toHaveLength(2);
});

test('an absence says before it is stored what moves to whom, and what is odd about it', async () => {
  const top = await user('Top');
  const [eve, fay] = [await user('Eve', { managerId: top.id }), await user('Fay')];
  await publish('asks-eve', { approvers: [{ user: eve.id }] });
  await enter('asks-eve');
  const from = world.now().toISOString();
  const ask = (substituteId: string | null) => previewAbsence(world.db, personOf(eve), { substituteId, from });
  expect(await ask(fay.id)).toMatchObject({ approvals: 1, tasks: 0, standIn: { name: 'Fay' }, warning: null });
  await away(fay, eve);
  expect(await ask(fay.id)).toMatchObject({ standIn: { name: 'Top' }, chain: [{ name: 'Fay' }], warning: 'circle' });
  expect(await ask(null)).toMatchObject({ standIn: { name: 'Top' }, chain: [], warning: null });
  expect(await previewAbsence(world.db, personOf(fay), { userId: top.id, substituteId: null, from })).toMatchObject({
    standIn: null,
    warning: 'nobody',
  });
});

test('lists know the title, what changed since the round before, and find by type, deadline, text and end', async () => {
  const gus = await user('Gus');
  await publish('listed', { approvers: [{ user: gus.id }], bind: ['discountPercent'], deadline: 'P1D' });
  const offer = await enter('listed', { title: 'A hundred % of it' });
  const list = async (filter: Parameters<typeof listApprovals>[2]) =>
    (await listApprovals(world.db, personOf(gus), { mine: true, ...filter })).items.length;
  const now = world.now();
  expect(await list({ limit: 5, state: 'open', recordType: 'offer', q: 'hundred %' })).toBe(1);
  expect(await list({ limit: 5, q: 'hundred_' })).toBe(0);
  expect(await list({ limit: 5, dueBefore: now.toISOString() })).toBe(0);
  expect(await list({ limit: 5, dueBefore: new Date(now.getTime() + 2 * day).toISOString() })).toBe(1);
  await decide((await only(offer.id)).id, gus, 'rework');
  expect(await list({ limit: 5, state: 'ended' })).toBe(1);
  await world.change('offer', offer.id, { discountPercent: 15 });
  await world.happen({ type: 'enter.listed', recordType: 'offer', recordId: offer.id });
  await world.settle();
  const rounds = await of(offer.id);
  const [, second] = await showApprovals(world.db, rounds);
  expect(second).toMatchObject({
    recordTitle: expect.stringContaining('A hundred % of it'),
    changed: { discountPercent: { old: 20, new: 15 } },
  });
});

test('lists come by their deadlines too, page by page, those without one last', async () => {
  const hal = await user('Hal');
  const ids: string[] = [];
  for (const [key, deadline] of [['never'], ['later', 'P5D'], ['soon', 'P1D']] as const) {
    await publish(`due-${key}`, { approvers: [{ user: hal.id }], ...(deadline ? { deadline } : {}) });
    ids.unshift((await only((await enter(`due-${key}`)).id)).id);
  }
  const found: string[] = [];
  for (let after: Parameters<typeof listApprovals>[2]['after'] | null; after !== null; ) {
    const page = await listApprovals(world.db, personOf(hal), { mine: true, sort: 'deadline', limit: 1, after });
    found.push(...page.items.map(({ id }) => id));
    after = page.next;
  }
  expect(found).toEqual(ids);
});
