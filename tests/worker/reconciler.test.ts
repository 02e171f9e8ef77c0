import { beforeAll, expect, test } from '@jest/globals';
import { takePoke } from '../../activities/leg/claim-runs.ts';
import { systemActor } from '../../crm/actor.ts';
import type { Database } from '../../crm/database.ts';
import { startTestRun } from '../../crm/runs/start-test-run.ts';
import { reconcile, reconcileTests } from '../../worker/reconciler.ts';
import { engineWorld } from '../harness/engine-world.ts';

const world = engineWorld({ start: '2024-03-04T09:00:00.000Z' });
beforeAll(async () => {
  await world.publish({
    key: 'waits',
    triggers: [{ id: 't', type: 'record', on: 'created' }],
    start: 'wait',
    steps: { wait: { type: 'wait', config: { for: 'P90D' }, next: { done: null } } },
  });
});

/** What Temporal told its carriers was taken up, and lost with its store two minutes ago. */
const lose = (db: Database) =>
  db.query(
    `UPDATE carrier SET "pokedAt" = NULL, "createdAt" = now() - interval '2 minutes', "legAt" = now() - interval '2 minutes'`,
  );
const poked = async (db: Database) =>
  (await db.query('SELECT 1 FROM carrier WHERE "pokedAt" IS NOT NULL AND "pokeSentAt" IS NULL')).length;

test('a carrier whose due time has passed without a leg is told again, once; one that waits is not', async () => {
  const { id } = await world.create('lead', { lastName: 'Late' });
  await world.settle();
  await lose(world.db);
  // Its wait of 2024 is long over by the clock of the database.
  expect([await reconcile(world.db), await reconcile(world.db), await poked(world.db)]).toEqual([1, 0, 1]);
  await lose(world.db);
  await world.db.query(`UPDATE run SET "dueAt" = now() + interval '1 day' WHERE "subjectId" = $1`, [id]);
  expect(await reconcile(world.db)).toBe(0);
});

test('one that says it has nothing due is found by the thorough look', async () => {
  await world.create('lead', { lastName: 'Silent' });
  await world.settle();
  await lose(world.db);
  await world.db.query(`UPDATE carrier SET "dueAt" = NULL`);
  expect([await reconcile(world.db), await reconcile(world.db, { thorough: true })]).toEqual([0, 1]);
});

test('one whose poke was taken up and lost is due until its leg is done', async () => {
  const { id } = await world.create('lead', { lastName: 'Poked' });
  await world.settle();
  const [run] = await world.db.query<{ carrierId: string }>('SELECT "carrierId" FROM run WHERE "subjectId" = $1', [id]);
  const carrierId = run?.carrierId ?? '';
  await world.db.query(`UPDATE carrier SET "dueAt" = NULL, "pokedAt" = now() - interval '3 minutes' WHERE id = $1`, [
    carrierId,
  ]);
  await takePoke(world.db, carrierId);
  const [taken] = await world.db.query<{ dueAt: Date | null; pokedAt: Date | null }>(
    'SELECT "dueAt", "pokedAt" FROM carrier WHERE id = $1',
    [carrierId],
  );
  expect(taken?.pokedAt).toBeNull();
  expect(Date.now() - (taken?.dueAt?.getTime() ?? 0)).toBeGreaterThan(150_000);
});

test('a test run that Temporal has lost is told again, whatever its virtual time is; one that has ended is not', async () => {
  const { sandbox } = world.test;
  const request = { key: 'waits', subject: { record: { lastName: 'Ahead' } }, events: [], now: new Date('2091-03-04') };
  await startTestRun({ db: world.db, sandbox, versions: world.versions, actor: systemActor }, request);
  expect(await reconcileTests(sandbox)).toBe(0);
  await lose(sandbox);
  expect([await reconcileTests(sandbox), await reconcileTests(sandbox), await poked(sandbox)]).toEqual([1, 0, 1]);
  await lose(sandbox);
  await sandbox.query(`UPDATE run SET "endedAt" = now()`);
  expect(await reconcileTests(sandbox)).toBe(0);
});
