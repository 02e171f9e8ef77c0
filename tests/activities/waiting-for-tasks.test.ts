import { expect, test } from '@jest/globals';
import { engineWorld } from '../harness/engine-world.ts';

const world = engineWorld();

test('a run goes on as if its task were cancelled when somebody deletes it', async () => {
  const config = { title: 'Call', wait: true };
  await world.publish({
    key: 'waits',
    triggers: [{ id: 't', type: 'event', event: 'waits' }],
    start: 'task',
    steps: { task: { type: 'create-task', config, next: { done: null, cancelled: null } } },
  });
  const lead = await world.create('lead', { lastName: 'Asha' });
  await world.happen({ type: 'waits', recordType: 'lead', recordId: lead.id });
  await world.settle();
  const [made] = await world.db.query<{ id: string }>('SELECT id FROM task WHERE "relatedId" = $1', [lead.id]);
  await world.write({ kind: 'delete', type: 'task', id: made?.id ?? '' });
  await world.settle();
  const [run] = await world.runsOf('waits');
  expect(run?.data.state).toBe('completed');
  expect(await world.pathOf(run?.data.id ?? '')).toBe('task>cancelled');
});
