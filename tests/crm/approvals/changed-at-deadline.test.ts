import { expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { lookAt } from '../../../crm/approvals/look-at-approval.ts';
import { readPeople } from '../../../crm/approvals/people.ts';
import { approvalsWorld } from './approvals-world.ts';

const { world, user, of, publish, enter, path } = approvalsWorld();
const hour = 3_600_000;

/** An approval whose deadline passes; `change` happens just before, and is not dispatched when the run looks. */
async function passed(onDeadline: string | undefined, change: { discountPercent?: number; title?: string }) {
  const boss = await user('Boss');
  const ann = await user('Ann', { managerId: boss.id });
  const key = `late-${onDeadline ?? 'expire'}-${Object.keys(change)}`.toLowerCase();
  const asked = { approvers: [{ user: ann.id }], bind: ['discountPercent'], deadline: 'PT1H' };
  await publish(key, { ...asked, ...(onDeadline === undefined ? {} : { onDeadline }) });
  const offer = await enter(key);
  const [stored] = await of(offer.id);
  if (!stored) throw new Error('nobody is asked');
  await world.change('offer', offer.id, change);
  const now = new Date(world.now().getTime() + hour);
  await world.db.transaction(async (tx) => {
    const people = await readPeople(tx, now);
    await lookAt(tx, stored, {
      actor: systemActor,
      cause: [],
      now,
      people,
      company: world.deps.settings,
      record: null,
    });
  });
  await world.pass(hour + 1000);
  const [after] = await of(offer.id);
  return { after, path: await path(key) };
}

test.each(['approve', 'reject', 'escalate', undefined])(
  'what was changed before the deadline is void, and the deadline (%s) decides nothing, though the change is not dispatched yet',
  async (onDeadline) => {
    const { after, path } = await passed(onDeadline, { discountPercent: 30 });
    expect(after).toMatchObject({
      standing: { state: 'voided', escalated: false },
      diff: { discountPercent: { old: 20, new: 30 } },
    });
    expect(path).toBe('decide>voided');
  },
);

test('a change of what is not bound keeps the deadline from nothing', async () => {
  expect(await passed('approve', { title: 'Another title' })).toMatchObject({
    after: { standing: { state: 'approved' }, diff: null },
    path: 'decide>approved',
  });
});
