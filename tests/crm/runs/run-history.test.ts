import { beforeAll, expect, test } from '@jest/globals';
import type { Queryable } from '../../../crm/database.ts';
import { newId } from '../../../crm/ids.ts';
import { type Admission, readRunHistories } from '../../../crm/runs/run-history.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { rowsLookedAt } from '../../harness/rows-looked-at.ts';

const own = ownDatabase();
const [workflowId, other, subjectId] = [newId(), newId(), newId()];
const begun = new Date('2031-01-01T09:00:00.000Z');
const ended = new Date('2031-01-03T09:00:00.000Z');

const insert = (given: { workflowId: string; subjectId?: string; key?: string; endedAt?: Date; count?: number }) =>
  own.database.query(
    `INSERT INTO run (id, "workflowId", "workflowKey", "versionId", version, "carrierId", "subjectType", "subjectId", state, vars, origin, cause, "startedAt", "endedAt", "concurrencyKey")
     SELECT gen_random_uuid(), $1, 'w', gen_random_uuid(), 1, gen_random_uuid(), 'lead', COALESCE($2, gen_random_uuid()), 'waiting', '{}', '{}', '[]', $3, $4, $5 || n
     FROM generate_series(1, $6) n`,
    [given.workflowId, given.subjectId ?? null, begun, given.endedAt ?? null, given.key ?? null, given.count ?? 1],
  );

beforeAll(async () => {
  await insert({ workflowId, key: 'key', count: 20_000 });
  await insert({ workflowId, subjectId, endedAt: ended, count: 3 });
  await insert({ workflowId: other, subjectId });
  await own.database.query('ANALYZE run');
});

const historyOf = async (db: Queryable, admission: Admission) =>
  (await readRunHistories(db, [admission])).of(admission);

test('the runs of a record: those under way, and the times of the last', async () => {
  expect(await historyOf(own.database, { workflowId, subjectId, key: null })).toEqual({
    active: [],
    ever: true,
    lastStartedAt: begun.getTime(),
    lastEndedAt: ended.getTime(),
  });
  const history = await historyOf(own.database, { workflowId: other, subjectId, key: null });
  expect(history).toMatchObject({ active: [{ key: null }], ever: true, lastEndedAt: undefined });
});

test('with a key those of that key, whosever they are', async () => {
  const history = await historyOf(own.database, { workflowId, subjectId: newId(), key: 'key7' });
  expect(history).toMatchObject({ active: [{ key: 'key7' }], ever: false });
});

test('a run that is added counts for those that come after', async () => {
  const admission = { workflowId, subjectId: newId(), key: 'fresh' };
  const histories = await readRunHistories(own.database, [admission]);
  histories.add(admission, 'run', begun);
  expect(histories.of(admission)).toMatchObject({ active: [{ id: 'run', key: 'fresh' }], ever: true });
  expect(histories.of({ ...admission, subjectId: newId() })).toMatchObject({ active: [{ id: 'run' }], ever: false });
});

test('however many other runs of the workflow are under way, they are not looked at', async () => {
  const admissions = Array.from({ length: 100 }, (_, n) => ({ workflowId, subjectId: newId(), key: `key${n + 1}` }));
  const looked = await rowsLookedAt(own.database, ['run'], (tx) =>
    readRunHistories(tx, [...admissions, { workflowId, subjectId, key: null }]),
  );
  expect(looked).toBeLessThan(500);
});
