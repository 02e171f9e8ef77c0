import { expect, test } from '@jest/globals';
import { readApprovalLink } from '../../../crm/approvals/approval-link.ts';
import { slotLink } from '../../../crm/approvals/approval-mail.ts';
import { createTokens } from '../../../crm/tracking/tokens.ts';
import { approvalsWorld } from './approvals-world.ts';

const { world, user, of, act, decide, publish, enter, path } = approvalsWorld();
const tokens = createTokens('0'.repeat(64));

test('two hundred decisions at once give one', async () => {
  const ann = await user('Ann');
  await publish('race', { approvers: [{ user: ann.id }] });
  const [stored] = await of((await enter('race')).id);
  const words = ['approve', 'reject'] as const;
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, n) => decide(stored?.id ?? '', ann, words[n % 2] ?? 'approve')),
  );
  const [won] = results.filter(({ kind }) => kind === 'done');
  expect(results.filter(({ kind }) => kind === 'done')).toHaveLength(1);
  const state = won?.kind === 'done' ? won.stored.standing.state : '';
  expect(await path('race')).toBe(`decide>${state}`);
});

test('a link is for one person, slot and content, and says why it does not work any more', async () => {
  const [bob, cat] = [await user('Bob'), await user('Cat')];
  await publish('link', { approvers: [{ user: bob.id }], deadline: 'P1D', bind: ['discountPercent'] });
  const offer = await enter('link');
  const [stored] = await of(offer.id);
  const link = stored && slotLink(stored, { slotId: stored.standing.slots[0]?.id ?? '', personId: bob.id });
  if (!stored || !link) throw new Error('there is no link');
  const token = tokens.makeSlot(link);
  const content = tokens.verifySlot(token);
  if (!content) throw new Error('the token does not hold');
  expect(content).toEqual({ ...link, boundHash: link.boundHash.slice(0, 16) });
  expect(tokens.verifySlot(`${token.slice(0, -2)}AA`)).toBeUndefined();
  expect(createTokens('other').verifySlot(token)).toBeUndefined();
  const look = async (given = content) => readApprovalLink(world.db, given, world.now());
  expect(await look()).toMatchObject({ end: null, personId: bob.id });
  expect(await look({ ...content, personId: cat.id })).toBeUndefined();
  expect(await look({ ...content, boundHash: '0'.repeat(16) })).toBeUndefined();
  await act(stored.id, bob, { kind: 'move', to: cat.id, reason: 'delegated' });
  expect(await look()).toMatchObject({ end: { kind: 'moved', to: 'Cat' } });
  await world.change('offer', offer.id, { discountPercent: 44 });
  expect((await look())?.end?.kind).toBe('voided');
  const second = (await of((await enter('link')).id))[0];
  const fresh = second && slotLink(second, { slotId: second.standing.slots[0]?.id ?? '', personId: bob.id });
  await decide(second?.id ?? '', bob, 'approve');
  expect(await look(fresh ?? content)).toMatchObject({ end: { kind: 'decided', by: 'Bob', decision: 'approve' } });
});
