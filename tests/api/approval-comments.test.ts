import { expect, test } from '@jest/globals';
import { slotLink } from '../../crm/approvals/approval-mail.ts';
import type { ApprovalDetails } from '../../crm/approvals/approval-view.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import type { JsonObject } from '../../domain/json.ts';
import { approvalsApi, type SignedIn } from '../harness/approvals-api.ts';

const { world, of, publish, enter, signedIn, call, visit, act, catchUp, path } = approvalsApi();

async function asked(key: string, config: JsonObject, owner?: SignedIn) {
  await publish(key, config);
  const offer = await enter(key, owner ? { ownerId: owner.id } : {});
  const [stored] = await of(offer.id);
  if (!stored) throw new Error('nobody is asked');
  return { offer, stored, id: stored.id };
}
const say = (id: string, by: SignedIn, comment: unknown, headers: Record<string, string> = {}) =>
  call('POST', `/api/approvals/${id}/comments`, { key: by.key, json: { comment }, headers });
const view = async (id: string, by: SignedIn) =>
  (await call('GET', `/api/approvals/${id}`, { key: by.key })).body as ApprovalDetails;
const told = async (who: SignedIn) => {
  const { body } = await call('GET', `/api/messages?channel=app&to=${who.id}`, { key: who.key });
  return (body as { items: { subject: string; body: string; approvalId: string }[] }).items.map(
    ({ subject, body: text, approvalId }) => ({ subject, text, approvalId }),
  );
};

test('who is asked and who asked talk about it; nothing is decided, and the others are told each time', async () => {
  const [ann, bob, own] = [await signedIn('Ann'), await signedIn('Bob', { language: 'pl' }), await signedIn('Own')];
  const { id, offer, stored } = await asked('talk', { approvers: [{ user: ann.id }, { user: bob.id }] }, own);
  expect(await say(id, ann, '  Why so much?  ')).toMatchObject({
    status: 200,
    body: { state: 'open', comments: [{ by: { id: ann.id, name: 'Ann' }, text: 'Why so much?' }] },
  });
  expect((await say(id, own, 'They bought twice.')).status).toBe(200);
  const seen = await view(id, bob);
  expect(seen.comments.map(({ by, text }) => `${by.name}: ${text}`)).toEqual([
    'Ann: Why so much?',
    'Own: They bought twice.',
  ]);
  expect(seen.slots.map(({ state, comment }) => [state, comment])).toEqual([
    ['open', undefined],
    ['open', undefined],
  ]);
  const [about, why] = [stored.title, 'Why so much?'];
  expect(await told(own)).toEqual([{ subject: `Ann on “${about}”`, text: why, approvalId: id }]);
  expect(await told(ann)).toEqual([{ subject: `Own on “${about}”`, text: 'They bought twice.', approvalId: id }]);
  expect((await told(bob)).map(({ subject }) => subject)).toEqual([`Own o „${about}”`, `Ann o „${about}”`]);
  await catchUp();
  expect(await path('talk')).toBe('');
  const events = await world.db.query(
    `SELECT properties->>'comment' AS comment FROM event WHERE type = 'approval.commented' AND "recordId" = $1 ORDER BY seq`,
    [offer.id],
  );
  expect(events).toEqual([{ comment: why }, { comment: 'They bought twice.' }]);
  const audit = await world.db.query(
    `SELECT changes->>'by' AS by FROM audit_entry WHERE action = 'approval.commented' AND "resourceId" = $1 ORDER BY seq`,
    [id],
  );
  expect(audit).toEqual([{ by: ann.id }, { by: own.id }]);
});

test('whoever may not see it may not say anything; an empty comment is none, and the same request is said once', async () => {
  const [cat, eve] = [await signedIn('Cat'), await signedIn('Eve')];
  const { id } = await asked('closed', { approvers: [{ user: cat.id }] });
  expect(await say(id, eve, 'Me too')).toMatchObject({ status: 404, body: { code: 'approval-not-found' } });
  for (const comment of ['', '   ', 7, 'x'.repeat(5_001)]) expect((await say(id, cat, comment)).status).toBe(422);
  const once = { 'idempotency-key': 'say-it' };
  await say(id, cat, 'Once', once);
  await say(id, cat, 'Once', once);
  expect((await view(id, cat)).comments.map(({ text }) => text)).toEqual(['Once']);
});

test('it can be talked about after it was decided: who decided is told; names outlive users', async () => {
  const [dan, own] = [await signedIn('Dan'), await signedIn('Own')];
  const { id } = await asked('after', { approvers: [{ user: dan.id }] }, own);
  await act(id, dan, { kind: 'decide', decision: 'reject', comment: 'no' });
  expect((await say(id, own, 'Really?')).status).toBe(200);
  expect((await told(dan)).map(({ text }) => text)).toEqual(['Really?']);
  await world.db.query('DELETE FROM "user" WHERE id = $1', [own.id]);
  expect((await view(id, dan)).comments).toMatchObject([{ by: { name: 'Own' } }]);
});

test('who is asked is told also where they may not read the record', async () => {
  const own = await signedIn('Own');
  await world.db.query(`INSERT INTO role (key, name, permissions) VALUES ('asked-only', 'Asked only', $1::jsonb)`, [
    JSON.stringify([
      { resource: 'approval', action: 'read', scope: 'own' },
      { resource: 'message', action: 'read', scope: 'all' },
    ]),
  ]);
  const [fay, gil] = [
    await signedIn('Fay', { roles: ['asked-only'] }),
    await signedIn('Gil', { roles: ['asked-only'] }),
  ];
  const { id } = await asked('unread', { approvers: [{ user: fay.id }] }, own);
  await say(id, own, 'Please look');
  expect((await told(fay)).map(({ text }) => text)).toEqual(['Please look']);
  const { body } = await call('GET', `/api/messages?channel=app&to=${fay.id}`, { key: gil.key });
  expect(body).toMatchObject({ items: [] });
});

test('the page behind the link of an approval shows what was said; a customer who is asked does not see it', async () => {
  const hal = await signedIn('Hal');
  const contact = await world.create('contact', { lastName: 'Nowak', email: 'nowak@example.test' });
  const approval = await asked('page', { approvers: [{ user: hal.id }] });
  await say(approval.id, hal, '<b>Cheap</b>');
  await publish('customer', { to: 'contact', fields: [{ key: 'why' }], deadline: 'P1D' }, { type: 'ask' });
  const offer = await enter('customer', { contactId: contact.id, ownerId: hal.id });
  const [ask] = await of(offer.id);
  if (!ask) throw new Error('nobody is asked');
  await say(ask.id, hal, 'A difficult one');
  const pageOf = async (stored: typeof ask) => {
    const slot = stored.standing.slots[0];
    const link = slotLink(stored, { slotId: slot?.id ?? '', personId: slot?.candidates[0] ?? '' });
    if (!link) throw new Error('there is no link');
    return (await visit('GET', `/a/${(await createTokenSource(world.db)()).makeSlot(link)}`)).text;
  };
  expect(await pageOf(approval.stored)).toContain('&lt;b&gt;Cheap&lt;/b&gt;');
  expect(await pageOf(ask)).not.toContain('A difficult one');
});
