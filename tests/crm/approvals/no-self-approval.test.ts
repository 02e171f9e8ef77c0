import { expect, test } from '@jest/globals';
import { newId } from '../../../crm/ids.ts';
import { approvalsWorld, type TestUser } from './approvals-world.ts';

const { world, user, of, act, publish, enter } = approvalsWorld();
const hour = 3_600_000;

async function away(who: TestUser, substitute: TestUser) {
  const from = world.now();
  await world.db.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, $4, $5)',
    [newId(), who.id, substitute.id, from, new Date(from.getTime() + 48 * hour)],
  );
}
const asked = async (recordId: string) => (await of(recordId))[0]?.standing;
const openOf = async (recordId: string) =>
  ((await asked(recordId))?.slots ?? []).flatMap(({ state, approverId }) => (state === 'open' ? approverId : []));

test('who submitted it and stands in for who is asked is passed over for the manager', async () => {
  const boss = await user('Boss');
  const [author, ann] = [await user('Author', { managerId: boss.id }), await user('Ann')];
  await away(ann, author);
  await publish('stood-in', { approvers: [{ user: ann.id }] });
  const offer = await enter('stood-in', { ownerId: author.id });
  expect(await openOf(offer.id)).toEqual([boss.id]);
});

test('nothing escalates to who submitted it, named, as a manager or standing in', async () => {
  const author = await user('Author of two');
  const bob = await user('Bob', { managerId: author.id });
  const fay = await user('Fay');
  const onDeadline = { escalate: [{ user: author.id }, { user: fay.id }] };
  await publish('named', { approvers: [{ user: bob.id }], deadline: 'PT1H', onDeadline });
  await publish('managers', { approvers: [{ user: bob.id }], deadline: 'PT1H', onDeadline: 'escalate' });
  const [named, managers] = [
    await enter('named', { ownerId: author.id }),
    await enter('managers', { ownerId: author.id }),
  ];
  await world.pass(2 * hour);
  await world.settle();
  expect(await openOf(named.id)).toEqual([fay.id]);
  expect(await openOf(managers.id)).toEqual([bob.id]);
});

test('the right to decide for others is none to decide what one has submitted', async () => {
  const [author, cat] = [await user('Chief'), await user('Cat')];
  await publish('own', { approvers: [{ user: cat.id }] });
  const offer = await enter('own', { ownerId: author.id });
  const [stored] = await of(offer.id);
  const slotId = stored?.standing.slots[0]?.id ?? '';
  const approve = { kind: 'decide', decision: 'approve', slotId } as const;
  expect(await act(stored?.id ?? '', author, approve, { forOthers: true })).toMatchObject({
    kind: 'refused',
    code: 'invalid',
    issues: [{ code: 'only-submitter' }],
  });
  expect(await act(stored?.id ?? '', await user('Admin'), approve, { forOthers: true })).toMatchObject({
    kind: 'done',
  });
});

test('managers have as long as the approvers had, in their own working time', async () => {
  const boss = await user('Boss in Tokyo', { zone: 'Asia/Tokyo' });
  const dan = await user('Dan', { managerId: boss.id });
  await world.db.query(
    `INSERT INTO calendar (key, name, zone, weekly, holidays, "specialDays", "publicHolidays") VALUES ('tokyo', 'T', 'Asia/Tokyo', $1::jsonb, '[]', '[]', '[]')`,
    [JSON.stringify(Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [['09:00', '17:00']]])))],
  );
  await world.db.query(`UPDATE "user" SET "calendarKey" = 'tokyo' WHERE id = $1`, [boss.id]);
  await world.readTime();
  await publish('up', { approvers: [{ user: dan.id }], deadline: { business: 'PT4H' }, onDeadline: 'escalate' });
  const offer = await enter('up');
  const first = (await asked(offer.id))?.deadline ?? '';
  await world.pass(first);
  await world.settle();
  expect(await openOf(offer.id)).toEqual([boss.id]);
  const second = new Date((await asked(offer.id))?.deadline ?? 0);
  // Four hours of Tokyo's working day, which ends at 08:00 UTC.
  expect(second.getTime() - Date.parse(first)).toBeGreaterThan(4 * hour);
  expect(second.getUTCHours() * 60 + second.getUTCMinutes()).toBeLessThanOrEqual(8 * 60);
  expect((await of(offer.id))[0]?.deadlinePlan).toMatchObject({ since: first, duration: { business: 'PT4H' } });
});

test('what went to the manager does not come back to who submitted it, nor does a slot that is theirs already count', async () => {
  const boss = await user('Boss of one');
  const author = await user('Author of one', { managerId: boss.id });
  await publish('back', { approvers: [{ user: author.id }] });
  const offer = await enter('back', { ownerId: author.id });
  expect(await openOf(offer.id)).toEqual([boss.id]);
  const id = (await of(offer.id))[0]?.id ?? '';
  const refused = { kind: 'refused', code: 'invalid', issues: [{ code: 'only-submitter' }] };
  expect(await act(id, boss, { kind: 'move', to: author.id, reason: 'delegated' })).toMatchObject(refused);
  const again = { kind: 'move', to: author.id, reason: 'reassigned' } as const;
  expect(await act(id, await user('Admin of one'), again, { forOthers: true })).toMatchObject(refused);
  expect(await openOf(offer.id)).toEqual([boss.id]);
  await world.db.query(
    `UPDATE approval_slot SET "approverId" = $2::uuid, candidates = ARRAY[$2::uuid] WHERE "approvalId" = $1 AND state = 'open'`,
    [id, author.id],
  );
  expect(await act(id, author, { kind: 'decide', decision: 'approve' })).toMatchObject(refused);
});

test('questions may be given to who submitted it, who answers them', async () => {
  const [author, eve] = [await user('Author asked'), await user('Eve')];
  await publish('question', { to: { user: eve.id }, fields: [{ key: 'why' }] }, { type: 'ask' });
  const offer = await enter('question', { ownerId: author.id });
  const id = (await of(offer.id))[0]?.id ?? '';
  expect(await act(id, eve, { kind: 'move', to: author.id, reason: 'delegated' })).toMatchObject({ kind: 'done' });
  expect(await openOf(offer.id)).toEqual([author.id]);
  expect(await act(id, author, { kind: 'answer', answers: { why: 'so' } })).toMatchObject({ kind: 'done' });
});
