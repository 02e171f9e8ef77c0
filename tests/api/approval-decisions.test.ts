import { expect, test } from '@jest/globals';
import { handOver } from '../../crm/absences/hand-over.ts';
import type { ApprovalDetails } from '../../crm/approvals/approval-view.ts';
import { newId } from '../../crm/ids.ts';
import { approvalsApi, type SignedIn } from '../harness/approvals-api.ts';

const { world, of, publish, enter, path, signedIn, call, mails, catchUp } = approvalsApi();
const day = 86_400_000;

async function asked(key: string) {
  const offer = await enter(key);
  const [stored] = await of(offer.id);
  return { offer, id: stored?.id ?? '' };
}
const decide = (id: string, by: SignedIn, decision: string, headers: Record<string, string> = {}) =>
  call('POST', `/api/approvals/${id}/decision`, { key: by.key, json: { decision, comment: 'because' }, headers });
const view = async (id: string) => (await call('GET', `/api/approvals/${id}`)).body as ApprovalDetails;
const decided = async (id: string) =>
  (await world.db.query(`SELECT 1 FROM event WHERE type = 'approval.decided' AND properties->>'approvalId' = $1`, [id]))
    .length;

test('two hundred decisions at once give one; the others are told who decided what', async () => {
  const ann = await signedIn('Ann');
  await publish('race', { approvers: [{ user: ann.id }] });
  const { id } = await asked('race');
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => decide(id, ann, n % 2 === 0 ? 'approve' : 'reject')),
  );
  const [won, ...more] = answers.filter(({ status }) => status === 200);
  expect(more).toEqual([]);
  const lost = answers.filter((answer) => answer !== won);
  expect(new Set(lost.map(({ status }) => status))).toEqual(new Set([409]));
  const { state } = (won?.body ?? {}) as Partial<ApprovalDetails>;
  const word = state === 'approved' ? 'approve' : 'reject';
  for (const { body } of lost)
    expect(body).toMatchObject({
      code: expect.stringMatching(/approval-ended|slot-closed/),
      detail: expect.stringMatching(new RegExp(`^Ann decided it at .*: ${word}\\.$`)),
    });
  expect(await decided(id)).toBe(1);
  const audit = await world.db.query(
    `SELECT 1 FROM audit_entry WHERE action = 'approval.decided' AND "resourceId" = $1`,
    [id],
  );
  expect(audit).toHaveLength(1);
  await catchUp();
  expect(await path('race')).toBe(`decide>${state}`);
});

test('the same request, at once and later, is one decision with one answer; another is refused', async () => {
  const bob = await signedIn('Bob');
  await publish('again', { approvers: [{ user: bob.id }] });
  const { id } = await asked('again');
  const once = { 'idempotency-key': 'decide-it' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => decide(id, bob, 'approve', once)));
  answers.push(await decide(id, bob, 'approve', once));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 200, body: { state: 'approved' } });
  expect(await decide(id, bob, 'reject', once)).toMatchObject({ status: 409, body: { code: 'idempotency-mismatch' } });
  expect(await decide(id, bob, 'reject', { 'idempotency-key': 'another' })).toMatchObject({
    status: 409,
    body: { code: 'approval-ended' },
  });
  expect(await decided(id)).toBe(1);
});

test('on content that has changed nothing is decided: the request is void at once, and the same request is told the same', async () => {
  const cat = await signedIn('Cat');
  await publish('changed', { approvers: [{ user: cat.id }], bind: ['discountPercent'] });
  const { id, offer } = await asked('changed');
  await world.change('offer', offer.id, { discountPercent: 30 });
  const once = { 'idempotency-key': 'too-late' };
  const [first, second] = [await decide(id, cat, 'approve', once), await decide(id, cat, 'approve', once)];
  expect(first).toMatchObject({ status: 409, body: { code: 'approval-voided' } });
  expect(first.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([second.status, second.text]).toEqual([first.status, first.text]);
  expect(await view(id)).toMatchObject({ state: 'voided', diff: { discountPercent: { old: 20, new: 30 } } });
  expect(await decided(id)).toBe(0);
});

test('everybody sees how much waits for them, and before an absence what moves to whom', async () => {
  const top = await signedIn('Top');
  const [kim, leo] = [await signedIn('Kim', { managerId: top.id }), await signedIn('Leo')];
  await publish('counted', { approvers: [{ user: kim.id }], deadline: 'PT1H' });
  const { id } = await asked('counted');
  await world.create('task', { title: 'Call', assigneeId: kim.id, status: 'open' });
  const count = async (who: SignedIn) => (await call('GET', '/api/approvals/count', { key: who.key })).body;
  expect(await count(kim)).toEqual({ open: 1, overdue: 0 });
  expect(await count(leo)).toEqual({ open: 0, overdue: 0 });
  const preview = (who: SignedIn, json: object) =>
    call('POST', '/api/absences/preview', { key: who.key, json: { from: new Date().toISOString(), ...json } });
  const named = ({ id: userId, name }: SignedIn) => ({ id: userId, name });
  expect(await preview(kim, { substituteId: leo.id })).toMatchObject({
    status: 200,
    body: { approvals: 1, tasks: 1, standIn: named(leo), chain: [named(leo)], warning: null },
  });
  expect((await preview(kim, { substituteId: null })).body).toMatchObject({ standIn: named(top), chain: [] });
  expect(await preview(leo, { userId: kim.id, substituteId: null })).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  expect((await call('GET', '/api/absences', { key: kim.key })).body).toMatchObject({ items: [] });
  await decide(id, kim, 'approve');
  expect(await count(kim)).toEqual({ open: 0, overdue: 0 });
});

test('of what waits, a manager finds their own, that of their team and all; a seller what they were asked, whichever list', async () => {
  const nia = await signedIn('Nia', { roles: ['manager'] });
  const [ola, pia] = [await signedIn('Ola'), await signedIn('Pia')];
  const team = newId();
  await world.db.query('INSERT INTO team (id, name) VALUES ($1, $2)', [team, team]);
  await world.db.query('UPDATE "user" SET "teamId" = $1 WHERE id = ANY($2::uuid[])', [team, [nia.id, ola.id]]);
  const askedOf: Record<string, string> = {};
  for (const { id, name } of [nia, ola, pia]) {
    await publish(`lists-${name}`.toLowerCase(), { approvers: [{ user: id }] });
    askedOf[(await asked(`lists-${name}`.toLowerCase())).id] = name;
  }
  const lists = (who: SignedIn) =>
    Promise.all(
      ['mine=true&', 'team=true&', ''].map(async (list) => {
        const { body } = await call('GET', `/api/approvals?${list}state=open&limit=100`, { key: who.key });
        return (body as { items: { id: string }[] }).items.flatMap(({ id }) => askedOf[id] ?? []).sort();
      }),
    );
  expect(await lists(nia)).toEqual([['Nia'], ['Nia', 'Ola'], ['Nia', 'Ola', 'Pia']]);
  expect(await lists(ola)).toEqual([['Ola'], ['Ola'], ['Ola']]);
  expect(await lists(pia)).toEqual([['Pia'], [], ['Pia']]);
});

test('over a chain of five substitutes a slot comes to the last; round a circle to the manager; both names are in the history', async () => {
  const boss = await signedIn('Boss');
  const people: SignedIn[] = [];
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Six'])
    people.push(await signedIn(name, { managerId: boss.id }));
  const [one, , , , , six] = people;
  if (!one || !six) throw new Error('nobody');
  const until = new Date(world.now().getTime() + 30 * day).toISOString();
  const from = new Date(world.now().getTime() - 1000).toISOString();
  for (const [n, person] of people.slice(0, 5).entries()) {
    const json = { from, until, substituteId: people[n + 1]?.id };
    expect((await call('POST', '/api/absences', { key: person.key, json })).status).toBe(201);
  }
  await publish('chain', { approvers: [{ user: one.id }] });
  const { id } = await asked('chain');
  expect((await view(id)).slots).toMatchObject([
    { approverName: 'One', state: 'moved' },
    { approverName: 'Six', state: 'open', movedFrom: { reason: 'absence' } },
  ]);
  const closing = { from, until, substituteId: one.id };
  expect((await call('POST', '/api/absences', { key: six.key, json: closing })).status).toBe(201);
  await handOver(world.db, world.now());
  await world.settle();
  expect((await view(id)).slots.map(({ approverName, state }) => `${approverName} ${state}`)).toEqual([
    'One moved',
    'Six moved',
    'Boss open',
  ]);
  expect((await mails()).filter(({ to }) => /^(six|boss)-/.test(to))).toHaveLength(2);
});

test('who leaves is stood in for by the manager, and the history keeps the names of those who are gone', async () => {
  const top = await signedIn('Top');
  const [leaver, stays] = [await signedIn('Leaver', { managerId: top.id }), await signedIn('Stays')];
  await publish('leave', { approvers: [{ user: leaver.id }, { user: stays.id }] });
  const first = await asked('leave');
  await decide(first.id, leaver, 'approve');
  const second = await asked('leave');
  expect((await call('PATCH', `/api/users/${leaver.id}`, { json: { active: false } })).status).toBe(200);
  await handOver(world.db, world.now());
  await world.settle();
  expect((await decide(second.id, leaver, 'approve')).status).toBe(401);
  expect((await view(second.id)).slots.map(({ approverName, state }) => `${approverName} ${state}`)).toEqual([
    'Leaver moved',
    'Top open',
    'Stays open',
  ]);
  await world.db.query('DELETE FROM "user" WHERE id = $1', [leaver.id]);
  expect((await view(first.id)).slots[0]).toMatchObject({
    approverName: 'Leaver',
    actedByName: 'Leaver',
    decision: 'approve',
    comment: 'because',
  });
});
