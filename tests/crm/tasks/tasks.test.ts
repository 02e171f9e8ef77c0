import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Person } from '../../../crm/actor.ts';
import { claimTask, unclaimTask } from '../../../crm/tasks/claim-task.ts';
import { tellOfNobodys } from '../../../crm/tasks/tell-nobodys.ts';
import { tellOverdue } from '../../../crm/tasks/tell-overdue.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld();
const [ann = '', bob = '', eve = ''] = ['1', '2', '3'].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const person = (userId: string): Person => ({
  type: 'user',
  id: userId,
  userId,
  teamId: null,
  permissions: [{ resource: 'task', action: 'read', scope: 'all' }],
});

beforeAll(async () => {
  for (const id of [ann, bob, eve])
    await world.db.query(
      `INSERT INTO "user" (id, email, name, "roleKeys") VALUES ($1::uuid, $1::text || '@example.test', $1::text, '{}')`,
      [id],
    );
  await world.db.query(`INSERT INTO queue (key, name, members) VALUES ('first', 'First', $1)`, [[ann, bob]]);
});

const claim = (userId: string, id: string) =>
  world.db.transaction((tx) => claimTask(tx, { actor: person(userId), id, now: world.now() }));

describe('a task in a queue', () => {
  test('goes to the first member who takes it, and back', async () => {
    const { id } = await world.create('task', { title: 'T', queue: 'first' });
    await expect(claim(eve, id)).rejects.toMatchObject({ code: 'forbidden' });
    const results = await Promise.allSettled([claim(ann, id), claim(bob, id)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [row] = await world.db.query<{ assigneeId: string }>('SELECT "assigneeId" FROM task WHERE id = $1', [id]);
    const taker = row?.assigneeId ?? '';
    expect([ann, bob]).toContain(taker);
    const after = await world.db.transaction((tx) => unclaimTask(tx, { actor: person(taker), id, now: world.now() }));
    expect(after).toMatchObject({ assigneeId: null, queue: 'first', status: 'open' });
    const reasons = await world.db.query<{ by: string; userId: string | null }>(
      'SELECT "by", "userId" FROM assignment WHERE "recordId" = $1 ORDER BY id',
      [id],
    );
    expect(reasons).toEqual([
      { by: 'claim', userId: taker },
      { by: 'claim', userId: null },
    ]);
  });

  test('that comes from no queue cannot be taken', async () => {
    const { id } = await world.create('task', { title: 'T' });
    await expect(claim(ann, id)).rejects.toMatchObject({ code: 'conflict' });
  });
});

test('an overdue task is told once for each due time', async () => {
  const { id } = await world.create('task', { title: 'Late', dueAt: world.now().toISOString() });
  expect(await tellOverdue(world.db, world.now())).toBe(1);
  expect(await tellOverdue(world.db, world.now())).toBe(0);
  await world.change('task', id, { dueAt: new Date(world.now().getTime() - 1000).toISOString() });
  expect(await tellOverdue(world.db, world.now())).toBe(1);
  const events = await world.db.query(`SELECT 1 FROM event WHERE "recordId" = $1 AND type = 'task.overdue'`, [id]);
  expect(events).toHaveLength(2);
});

test('a task of a run has its checklist and its queue', async () => {
  await world.publish({
    key: 'checklist',
    triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.company' }, 'checklist'] } }],
    start: 't',
    steps: {
      t: {
        type: 'create-task',
        config: {
          title: 'Do',
          queue: 'first',
          outcomes: ['sent', 'lost'],
          checklist: ['Call {{record.firstName}}', 'Write'],
        },
        next: { done: null },
      },
    },
  });
  const { id } = await world.create('lead', { firstName: 'Ann', company: 'checklist' });
  await world.settle();
  const rows = await world.db.query('SELECT queue, checklist, outcomes FROM task WHERE "relatedId" = $1', [id]);
  expect(rows).toEqual([
    {
      queue: 'first',
      outcomes: ['sent', 'lost'],
      checklist: [
        { text: 'Call Ann', done: false },
        { text: 'Write', done: false },
      ],
    },
  ]);
});

test('a task of a run is due in business time', async () => {
  // Friday at four: four hours on are Monday at noon.
  await world.pass('2031-03-07T16:00:00.000Z');
  const triggers = [{ id: 't', type: 'event', event: 'due' }];
  const steps = {
    t: { type: 'create-task', config: { title: 'Do', due: { business: 'PT4H' } }, next: { done: null } },
  };
  await world.publish({ key: 'due', triggers, start: 't', steps });
  const { id } = await world.create('lead', { firstName: 'Ann' });
  await world.happen({ type: 'due', recordType: 'lead', recordId: id });
  await world.settle();
  const rows = await world.db.query<{ dueAt: Date }>('SELECT "dueAt" FROM task WHERE "relatedId" = $1', [id]);
  expect(rows.map(({ dueAt }) => dueAt.toISOString())).toEqual(['2031-03-10T12:00:00.000Z']);
});

test('a step that waits for a task which nobody has is told of until somebody has it', async () => {
  await world.db.query(`INSERT INTO queue (key, name, members) VALUES ('empty', 'Empty', '{}')`);
  const nobody = { role: 'nobody-has-this' };
  const configs = {
    named: { assignee: nobody },
    queued: { assignee: nobody, queue: 'first' },
    left: { queue: 'empty' },
    anybodys: {},
  };
  const begun = new Map<string, string>();
  for (const [key, config] of Object.entries(configs)) {
    await world.publish({
      key,
      triggers: [{ id: 't', type: 'record', on: 'created', when: { '==': [{ var: 'record.company' }, key] } }],
      start: 'call',
      steps: {
        call: { type: 'create-task', config: { title: `Call ${key}`, wait: true, ...config }, next: { done: null } },
      },
    });
    begun.set(key, (await world.create('lead', { company: key })).id);
  }
  await world.settle();
  const told = async () => {
    await tellOfNobodys(world.db, world.now());
    return world.db.query<{ workflowKey: string }>(
      `SELECT "workflowKey", "stepId", message FROM incident WHERE code = 'nobody-has-task' AND "resolvedAt" IS NULL ORDER BY 1`,
    );
  };
  const left = { workflowKey: 'left', stepId: 'call', message: expect.stringContaining('such as "Call left"') };
  const named = { ...left, workflowKey: 'named', message: expect.stringContaining('"call" waits for (open tasks: 1') };
  for (let n = 0; n < 2; n += 1) expect(await told()).toEqual([left, named]);
  const [task] = await world.db.query<{ id: string }>('SELECT id FROM task WHERE "relatedId" = $1', [
    begun.get('named'),
  ]);
  await world.change('task', task?.id ?? '', { assigneeId: ann });
  expect(await told()).toEqual([left]);
  await world.change('task', task?.id ?? '', { status: 'done' });
  await world.settle();
  expect((await world.runsOf('named'))[0]?.data.state).toBe('completed');
});
