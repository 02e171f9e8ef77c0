import { expect, test } from '@jest/globals';
import { engineWorld } from '../harness/engine-world.ts';

const world = engineWorld();

test('a conversion that is refused leaves nothing behind, and does not spoil the leg', async () => {
  const deal = { set: { title: 'Deal', currency: { text: 'no {{record.status}}' } } };
  await world.publish({
    key: 'convert',
    triggers: [{ id: 't', type: 'event', event: 'convert' }],
    start: 'convert',
    steps: {
      convert: { type: 'convert-lead', config: { deal }, next: { done: null, error: 'tag' } },
      tag: { type: 'add-tag', config: { tag: 'not-converted' }, next: { done: null } },
    },
  });
  const lead = await world.create('lead', { lastName: 'Lee', email: 'lee@example.test', company: 'Acme' });
  await world.happen({ type: 'convert', recordType: 'lead', recordId: lead.id });
  await world.settle();
  const [run] = await world.runsOf('convert');
  expect(await world.pathOf(run?.data.id ?? '')).toBe('convert>error tag>done');
  const left = await world.db.query(
    `SELECT status, tags, (SELECT count(*)::int FROM contact) AS contacts, (SELECT count(*)::int FROM account) AS accounts,
       (SELECT count(*)::int FROM event WHERE type = 'record.created') AS made FROM lead`,
  );
  expect(left).toEqual([{ status: 'new', tags: ['not-converted'], contacts: 0, accounts: 0, made: 1 }]);
});
