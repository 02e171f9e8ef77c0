import { expect, test } from '@jest/globals';
import { approvalsWorld } from './approvals-world.ts';

const { world, user, of, decide, act, publish, enter, path, runOf, mails, all } = approvalsWorld();
const hour = 3_600_000;

test('approve, reject and rework take their outlets, with one mail to who is asked', async () => {
  const ann = await user('Ann');
  await publish('plain', { approvers: [{ user: ann.id }], deadline: 'P1D', bind: ['discountPercent', 'total'] });
  for (const [decision, outlet] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
    ['rework', 'rework'],
  ] as const) {
    const offer = await enter('plain');
    const [stored] = await of(offer.id);
    expect(stored?.standing).toMatchObject({ state: 'open', slots: [{ approverId: ann.id, state: 'open' }] });
    expect(stored?.boundHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await decide(stored?.id ?? '', ann, decision)).toMatchObject({ kind: 'done' });
    expect(await path('plain')).toBe(`decide>${outlet}`);
    expect((await runOf('plain')).memory.decide?.result).toMatchObject({
      state: outlet,
      comment: 'because',
      decisions: [{ by: 'Ann', decision }],
    });
    expect(await decide(stored?.id ?? '', ann, 'approve')).toMatchObject({ kind: 'refused', code: 'approval-ended' });
  }
  const sent = await mails();
  expect(sent).toHaveLength(3);
  expect(sent.every(({ html, state }) => html.includes('/a/') && state === 'accepted')).toBe(true);
});
