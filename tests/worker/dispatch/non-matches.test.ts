import { expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { forgetNonMatches } from '../../../crm/workflows/non-matches.ts';
import { whyEnrolled } from '../../../crm/workflows/why.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { dispatchBatch } from '../../../worker/dispatch/dispatcher.ts';
import { createNonMatchSampler, type NonMatchSampler } from '../../../worker/dispatch/non-match-sampler.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld();

const publish = (key: string, trigger: JsonObject) =>
  world.publish({
    key,
    start: 's',
    steps: { s: { type: 'wait', config: { for: 'P1D' }, next: { done: null } } },
    triggers: [{ id: 't', type: 'record', ...trigger }],
  });

/** Dispatches all that waits, with samples taken. */
async function dispatch(sampler: NonMatchSampler): Promise<void> {
  const { db, index, deps } = world;
  const { versions, clock } = deps;
  while (
    (await dispatchBatch({ db, index, versions, company: world.deps.settings, clock, sampler, wakeRelay: () => {} })) >
    0
  );
}
const why = (key: string, recordId: string) =>
  whyEnrolled(world.db, {
    key,
    recordId,
    versions: world.deps.versions,
    company: world.deps.settings,
    now: world.deps.clock(),
    actor: systemActor,
  });

test('an event that a rule did not match is kept with the judgement, beside what is judged now', async () => {
  await publish('high-scores', { on: 'saved', when: { '>=': [{ var: 'record.score' }, 50] } });
  const lead = await world.create('lead', { lastName: 'Low', score: 10 });
  await dispatch(createNonMatchSampler());
  await world.change('lead', lead.id, { score: 60 });
  await dispatch(createNonMatchSampler());
  const { nonMatches, enrollments, now } = await why('high-scores', lead.id);
  expect(nonMatches).toMatchObject([{ version: 1, triggerId: 't', event: 'record.created', reason: 'rule-false' }]);
  expect(JSON.stringify(nonMatches[0]?.trace)).toContain('10');
  expect(enrollments).toHaveLength(1);
  expect(now?.triggers[0]?.when?.value).toBe(true);
});

test('so is one that the index passed over, and one of a record that had entered before', async () => {
  await publish('from-web', { on: 'created', when: { '==': [{ var: 'record.source' }, 'web'] } });
  await publish('entering', { on: 'updated', enters: true, when: { '==': [{ var: 'record.company' }, 'Acme'] } });
  const lead = await world.create('lead', { lastName: 'Phone', source: 'phone', company: 'Acme' });
  await dispatch(createNonMatchSampler());
  await world.change('lead', lead.id, { title: 'CTO' });
  await dispatch(createNonMatchSampler());
  expect((await why('from-web', lead.id)).nonMatches).toMatchObject([{ reason: 'rule-false' }]);
  expect((await why('entering', lead.id)).nonMatches).toMatchObject([{ reason: 'true-before' }]);
});

test('only a few are kept for a workflow and minute, and those not for long', async () => {
  await publish('never', { on: 'created', when: { '>': [{ var: 'record.score' }, 1_000] } });
  const sampler = createNonMatchSampler({ ofWorkflow: 2 });
  for (const lastName of ['A', 'B', 'C', 'D']) await world.create('lead', { lastName, score: 1 });
  await dispatch(sampler);
  const count = async () =>
    (
      await world.db.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM non_match n JOIN workflow w ON w.id = n."workflowId" WHERE w.key = 'never'`,
      )
    )[0]?.n;
  expect(await count()).toBe(2);
  await world.create('lead', { lastName: 'E', score: 1 });
  await dispatch(sampler);
  expect(await count()).toBe(2);
  // What is not sampled is dispatched all the same.
  expect(await world.db.query('SELECT 1 FROM event WHERE "doneAt" IS NULL')).toEqual([]);
  await forgetNonMatches(world.db);
  expect(await count()).toBe(2);
  await world.db.query(`UPDATE non_match SET "createdAt" = now() - interval '4 days'`);
  await forgetNonMatches(world.db);
  expect(await count()).toBe(0);
});

test('a minute has room for so many in all', () => {
  const sampler = createNonMatchSampler({ ofWorkflow: 2, inAll: 3 });
  const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);
  expect(['a', 'a', 'a', 'b', 'c'].map((id) => sampler.take(id, at(0)))).toEqual([true, true, false, true, false]);
  expect([sampler.isOpen(at(30)), sampler.isOpen(at(60)), sampler.take('a', at(60))]).toEqual([false, true, true]);
});
