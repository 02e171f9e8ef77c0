import { expect, test } from '@jest/globals';
import { createVersionCache } from '../../../crm/workflows/versions.ts';
import { createTriggerIndex } from '../../../worker/dispatch/trigger-index.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { publishDefinition } from '../../harness/publish-definition.ts';
import { rowsLookedAt } from '../../harness/rows-looked-at.ts';

const own = ownDatabase();
const definition = (key: string) => ({
  key,
  triggers: [{ id: 't', type: 'record', on: 'created' }],
  enrollment: { exit: { '==': [{ var: 'record.status' }, 'junk'] }, goal: { '>': [{ var: 'owner.name' }, ''] } },
  start: 'end',
  steps: { end: { type: 'end', config: {}, next: {} } },
});

test('filling the index goes through the open runs once, however many versions there are; where nothing changed, never', async () => {
  for (let n = 0; n < 20; n += 1)
    for (let version = 1; version <= 3; version += 1) await publishDefinition(own.database, definition(`w${n}`));
  await own.database.query(
    `INSERT INTO run (id, "workflowId", "workflowKey", "versionId", version, "carrierId", "subjectType", "subjectId", state, vars, origin, cause, "startedAt")
     SELECT gen_random_uuid(), v."workflowId", 'w0', v.id, 3, gen_random_uuid(), 'lead', gen_random_uuid(), 'waiting', '{}', '{}', '[]', now()
     FROM workflow_version v JOIN workflow w ON w.id = v."workflowId" AND w.key = 'w0' AND v.version = 3, generate_series(1, 3000)`,
  );
  await own.database.query('ANALYZE run, workflow, workflow_version');
  const looked = await rowsLookedAt(own.database, ['run'], async (tx) => {
    const index = createTriggerIndex(createVersionCache());
    await index.refresh(tx);
    expect(index.size()).toBe(20);
    await index.refresh(tx);
  });
  expect(looked).toBeLessThanOrEqual(3000);
});
