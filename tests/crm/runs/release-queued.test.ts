import { beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../../crm/ids.ts';
import { releaseQueued } from '../../../crm/runs/release-queued.ts';
import { engineWorld } from '../../harness/engine-world.ts';
import { rowsLookedAt } from '../../harness/rows-looked-at.ts';

const world = engineWorld();
beforeAll(async () => {
  await world.publish({
    key: 'queue',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    enrollment: { concurrency: { mode: 'queue', key: { var: 'record.company' } } },
    start: 'wait',
    steps: { wait: { type: 'wait', config: { for: 'P1D' }, next: { done: null } } },
  });
}, 90_000);

test('the oldest match of its key follows a run that has ended; however many wait for others, they are not looked at', async () => {
  await world.create('lead', { lastName: 'First', company: 'Mine' });
  await world.settle();
  await world.create('lead', { lastName: 'Second', company: 'Mine' });
  await world.settle();
  const [run] = await world.runsOf('queue');
  if (!run) throw new Error('no run');
  await world.db.query(
    `INSERT INTO enrollment (id, "workflowId", "triggerId", "subjectType", "subjectId", cause, state, payload)
     SELECT gen_random_uuid(), $1, 't', 'lead', $2, 'c' || n, 'queued', jsonb_build_object('key', 'other' || n) FROM generate_series(1, 5000) n`,
    [run.workflowId, newId()],
  );
  await world.db.query(`UPDATE run SET state = 'completed', "endedAt" = $2, "dueAt" = NULL WHERE id = $1`, [
    run.data.id,
    world.now(),
  ]);
  await world.db.query('ANALYZE enrollment');
  const looked = await rowsLookedAt(world.db, ['enrollment'], (tx) =>
    releaseQueued(tx, [run], { versions: world.versions, company: world.deps.settings, now: world.now() }),
  );
  expect(await world.runsOf('queue')).toHaveLength(2);
  expect(looked).toBeLessThan(100);
});
