import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { handOver } from '../../crm/absences/hand-over.ts';
import { systemActor } from '../../crm/actor.ts';
import { type Database, openDatabase } from '../../crm/database.ts';
import { reachDates } from '../../crm/date-triggers/reach-dates.ts';
import { sweepDates } from '../../crm/date-triggers/sweep-dates.ts';
import { newId } from '../../crm/ids.ts';
import { expireOffers } from '../../crm/offers/expire-offers.ts';
import { enrollScheduled } from '../../crm/schedules/enroll-scheduled.ts';
import { passMarks } from '../../crm/sla/pass-marks.ts';
import { savePolicy } from '../../crm/sla/policies.ts';
import { tellOverdue } from '../../crm/tasks/tell-overdue.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';
import { dateTriggers } from '../../worker/dispatch/date-triggers.ts';
import { createTriggerIndex } from '../../worker/dispatch/trigger-index.ts';
import { approvalsWorld } from '../crm/approvals/approvals-world.ts';
import { dateWorkflow, escalationWorkflow, promise, scheduleWorkflow } from '../harness/people-workflows.ts';
import { until } from '../harness/until.ts';

/** What time brings is looked for by each worker; two that look at the same moment do each thing once. */
const { world, user, of, publish, enter } = approvalsWorld();
const hour = 3_600_000;
const units = (n: number) => `PT${n}H`;
const records = 30;

type Worker = { readonly db: Database; readonly triggers: ReturnType<typeof dateTriggers> };
let workers: readonly Worker[] = [];
const others: Database[] = [];

beforeAll(async () => {
  workers = [1, 2].map(() => {
    const db = openDatabase({ url: world.test.url, connections: 4, applicationName: 'side-by-side' });
    others.push(db);
    return { db, triggers: dateTriggers(createTriggerIndex(createVersionCache())) };
  });
});
afterAll(() => Promise.all(others.map((db) => db.close())));

/**
 * Has both do the same at the same moment: each is at the table before either of them may begin with it.
 * @returns what both gave
 */
async function race<T>(table: string, work: (worker: Worker) => Promise<T>): Promise<T[]> {
  const both = await world.db.transaction(async (tx) => {
    await tx.query(`LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
    const racing = workers.map(work);
    // What fails early is told by the race itself.
    for (const one of racing) one.catch(() => undefined);
    await until('both to wait', async () => (await waiting()) >= workers.length);
    return racing;
  });
  return Promise.all(both);
}

async function waiting(): Promise<number> {
  const [row] = await world.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'side-by-side' AND wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const company = () => world.deps.settings;
/** How often each record has what was asked for: every record once is `{1: records}`. */
async function perRecord(sql: string, params: readonly unknown[] = []): Promise<Record<number, number>> {
  const rows = await world.db.query<{ n: number }>(sql, params);
  const counts: Record<number, number> = {};
  for (const { n } of rows) counts[n] = (counts[n] ?? 0) + 1;
  return counts;
}
const many = (fields: (n: number) => Parameters<typeof world.create>[1], type: Parameters<typeof world.create>[0]) =>
  world.write(...Array.from({ length: records }, (_, n) => ({ kind: 'create' as const, type, fields: fields(n) })));

test('dates: each is reached once, and each record is planned once when the workflow is new', async () => {
  const dueAt = new Date(world.now().getTime() + hour).toISOString();
  await many((n) => ({ title: `Date ${n}`, status: 'done', dueAt }), 'task');
  await world.settle();
  await world.publish(dateWorkflow);
  const sweeping = ({ triggers }: Worker) => ({ triggers, company: company(), now: world.now() });
  await race('date_trigger', (worker) => sweepDates(worker.db, sweeping(worker)));
  const [planned] = await world.db.query<{ n: number }>('SELECT count(*)::int AS n FROM date_plan');
  expect(planned?.n).toBe(records);
  await world.pass(hour);
  const reached = await race('date_plan', (worker) => reachDates(worker.db, sweeping(worker)));
  expect(sum(reached)).toBe(records);
  await world.settle();
  expect(
    await perRecord(`SELECT count(*)::int AS n FROM run WHERE "workflowKey" = 'people-date' GROUP BY "subjectId"`),
  ).toEqual({
    1: records,
  });
});

test('tasks are told of as overdue once', async () => {
  const dueAt = world.now().toISOString();
  await many((n) => ({ title: `Late ${n}`, status: 'open', dueAt }), 'task');
  await world.settle();
  expect(sum(await race('task', ({ db }) => tellOverdue(db, world.now())))).toBe(records);
  expect(
    await perRecord(`SELECT count(*)::int AS n FROM event WHERE type = 'task.overdue' GROUP BY "recordId"`),
  ).toEqual({
    1: records,
  });
});

test('clocks warn and breach once, with one audit line for each mark', async () => {
  await world.db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'promise', policy: promise(units) }));
  await many((n) => ({ title: `Case ${n}`, category: 'people', status: 'open' }), 'case');
  await world.settle();
  await world.pass(2 * hour);
  await race('sla_clock', ({ db }) => passMarks(db, { company: company(), now: world.now() }));
  for (const said of ['sla.warning', 'sla.breached'])
    expect(await perRecord('SELECT count(*)::int AS n FROM event WHERE type = $1 GROUP BY "recordId"', [said])).toEqual(
      {
        1: records,
      },
    );
  expect(
    await perRecord(`SELECT count(*)::int AS n FROM audit_entry WHERE action = 'sla.reached' GROUP BY "resourceId"`),
  ).toEqual({ 2: records });
});

test('offers expire once', async () => {
  const lines = [{ description: 'Thing', quantity: 1, unitPrice: 100 }];
  const validUntil = new Date(world.now().getTime() - 48 * hour).toISOString().slice(0, 10);
  await many((n) => ({ title: `Offer ${n}`, currency: 'EUR', lines, status: 'sent', validUntil }), 'offer');
  await world.settle();
  // Each takes what the other has not; what is left comes with the next round.
  let expired = sum(await race('offer', ({ db }) => expireOffers(db, { zone: 'UTC', now: world.now() })));
  expired += sum(await Promise.all(workers.map(({ db }) => expireOffers(db, { zone: 'UTC', now: world.now() }))));
  expect(expired).toBe(records);
  expect(
    await perRecord(`SELECT count(*)::int AS n FROM event WHERE type = 'offer.expired' GROUP BY "recordId"`),
  ).toEqual({
    1: records,
  });
  expect(await perRecord(`SELECT version::int AS n FROM offer WHERE status = 'expired'`)).toEqual({ 2: records });
});

test('a time of a schedule admits each record once', async () => {
  await many((n) => ({ lastName: `Lead ${n}`, source: 'people' }), 'lead');
  await world.settle();
  await world.publish(scheduleWorkflow('PT24H'));
  await world.dispatch();
  const [row] = await world.db.query<{ id: string }>(`SELECT id FROM workflow WHERE key = 'people-schedule'`);
  const time = { workflowId: row?.id ?? '', triggerId: 'clock', scheduledAt: world.now().toISOString() };
  await race('enrollment', ({ db }) =>
    enrollScheduled(db, time, { versions: createVersionCache(), company: company(), now: world.now() }),
  );
  await world.settle();
  expect(
    await perRecord(`SELECT count(*)::int AS n FROM run WHERE "workflowKey" = 'people-schedule' GROUP BY "subjectId"`),
  ).toEqual({ 1: records });
});

test('an absence moves each slot and each task once, and whoever stands in gets one mail each', async () => {
  const [ann, deputy] = [await user('Ann'), await user('Deputy')];
  await publish('absent', { approvers: [{ user: ann.id }] });
  const offers = [];
  for (let n = 0; n < 5; n += 1) offers.push(await enter('absent'));
  await many((n) => ({ title: `Task ${n}`, status: 'open', assigneeId: ann.id }), 'task');
  await world.settle();
  const from = world.now();
  await world.db.query(
    'INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, $4, $5)',
    [newId(), ann.id, deputy.id, from, new Date(from.getTime() + 24 * hour)],
  );
  await race('absence', ({ db }) => handOver(db, world.now()));
  await world.settle();
  for (const { id } of offers) {
    const [stored] = await of(id);
    expect(stored?.standing.slots.map(({ approverId, state }) => [approverId, state])).toEqual([
      [ann.id, 'moved'],
      [deputy.id, 'open'],
    ]);
  }
  expect(await perRecord(`SELECT version::int AS n FROM task WHERE "assigneeId" = $1`, [deputy.id])).toEqual({
    2: records,
  });
  const mails = await world.db.query(`SELECT 1 FROM message WHERE "to" LIKE 'deputy-%'`);
  expect(mails).toHaveLength(offers.length);
});

test('two legs of the same run reach a level once', async () => {
  const [agent, chief] = [await user('Agent'), await user('Chief')];
  await world.publish(escalationWorkflow(units, { agent: agent.id, chief: chief.id }));
  const { id } = await world.create('case', { title: 'Climbs', category: 'people', status: 'open' });
  await world.settle();
  const [run] = (await world.runsOf('people-escalation')).filter(({ data }) => data.subject.id === id);
  const setState = (state: string) =>
    world.db.query(`UPDATE workflow SET state = $1 WHERE key = 'people-escalation'`, [state]);
  for (const level of [1, 2]) {
    await setState('paused');
    await world.pass(hour);
    await setState('active');
    await Promise.all([1, 2].map(() => world.advance(run?.carrierId ?? '')));
    const notices = await world.db.query(`SELECT 1 FROM message WHERE "recordId" = $1 AND channel = 'app'`, [id]);
    const [row] = await world.db.query<{ level: number }>(
      'SELECT "escalationLevel" AS level FROM "case" WHERE id = $1',
      [id],
    );
    expect([notices.length, row?.level]).toEqual([level, level]);
  }
});
