import { describe, expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { operateRun } from '../../crm/runs/operate-runs.ts';
import type { RunAction } from '../../crm/runs/run-action.ts';
import type { JsonObject } from '../../domain/json.ts';
import { createEngineWorld, engineWorld } from '../harness/engine-world.ts';
import { refusing } from '../harness/scripted-sender.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const world = engineWorld({ senders: { email: refusing } });

const wait = (length: string, next: string | null) => ({ type: 'wait', config: { for: length }, next: { done: next } });
const tag = (name: string, next: string | null) => ({ type: 'add-tag', config: { tag: name }, next: { done: next } });
const mail = (to: string, more: JsonObject = {}) => ({
  type: 'send-email',
  config: { template: 'welcome', to },
  ...more,
});
const is = (path: string, value: string) => ({ '==': [{ var: path }, value] });

/** Publishes a workflow entered by an event of its own name, and enters it for a new record. */
async function enter(key: string, more: { steps: JsonObject; start: string } & JsonObject, record: JsonObject = {}) {
  const { subject = 'lead' } = more as { subject?: 'lead' | 'deal' };
  await world.publish({ key, triggers: [{ id: 't', type: 'event', event: `enter.${key}` }], ...more });
  const made = await world.create(
    subject,
    subject === 'lead' ? { firstName: key, email: `${key}@example.test`, ...record } : record,
  );
  await world.happen({ type: `enter.${key}`, recordType: subject, recordId: made.id });
  await world.settle();
  return made.id;
}
const runOf = async (key: string) => {
  const run = (await world.runsOf(key)).at(-1);
  if (!run) throw new Error(`${key} has no run`);
  return run;
};
const standing = async (key: string) => {
  const { data } = await runOf(key);
  return { state: data.state, path: await world.pathOf(data.id), at: data.positions.map(({ stepId }) => stepId) };
};
const act = async (key: string, action: RunAction) => {
  const { data } = await runOf(key);
  const { versions, deps } = world;
  const operating = { actor: systemActor, versions, company: deps.settings, now: world.now() };
  await world.db.transaction((tx) => operateRun(tx, data.id, action, operating));
  await world.settle();
};
const incidentsOf = (key: string) =>
  world.db.query<{ code: string; stepId: string }>(
    `SELECT code, "stepId" FROM incident WHERE "workflowKey" = $1 AND "resolvedAt" IS NULL ORDER BY "stepId"`,
    [key],
  );

describe('exit and goal', () => {
  test('with a step, the run goes on there: what it stood at is gone, and it does not leave by the same door again', async () => {
    const steps = {
      both: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'long', b: 'listen' } },
      long: wait('P30D', 'late'),
      listen: {
        type: 'wait-for',
        config: { branches: [{ id: 'x', event: 'exit.x' }], timeout: 'P20D' },
        next: { x: 'late', timeout: 'late' },
      },
      late: tag('late', null),
      bye: wait('P2D', 'end'),
      end: tag('bye', null),
    };
    const id = await enter('exit-then', {
      start: 'both',
      steps,
      enrollment: { exit: { when: is('record.status', 'junk'), then: 'bye' } },
    });
    await world.pass(day);
    await world.change('lead', id, { status: 'junk' });
    await world.settle();
    expect(await standing('exit-then')).toEqual({ state: 'waiting', path: 'both', at: ['bye'] });
    await world.happen({ type: 'exit.x', recordType: 'lead', recordId: id });
    await world.change('lead', id, { score: 1 });
    await world.pass(40 * day);
    expect(await standing('exit-then')).toEqual({ state: 'completed', path: 'both bye>done end>done', at: [] });
    const left = await world.db.query('SELECT key FROM wait_key UNION ALL SELECT id::text FROM run_fork');
    expect(left).toEqual([]);
  });

  test('a goal with a step may be the very step that it stands at: it is done anew', async () => {
    const steps = { s: mail('goal@example.test', { next: { done: 'w' } }), w: wait('P9D', null) };
    const id = await enter('goal-same', {
      start: 's',
      steps,
      enrollment: { goal: { when: is('record.status', 'qualified'), then: 's' } },
    });
    await world.change('lead', id, { status: 'qualified' });
    await world.settle();
    expect((await world.messages()).filter(({ to }) => to === 'goal@example.test')).toHaveLength(2);
    expect((await standing('goal-same')).at).toEqual(['w']);
  });

  test('behaviour, of the record and of the person behind it, ends a run at once', async () => {
    const enrollment = { goal: { performed: ['order.paid', { since: 'run' }] } };
    const lead = await enter('goal-performed', { start: 'w', steps: { w: wait('P30D', null) }, enrollment });
    const contact = await world.create('contact', { firstName: 'C', email: 'payer@example.test' });
    await enter(
      'goal-person',
      { subject: 'deal', start: 'w', steps: { w: wait('P30D', null) }, enrollment },
      { title: 'D', contactId: contact.id },
    );
    await world.happen({ type: 'order.seen', recordType: 'lead', recordId: lead });
    await world.settle();
    expect((await standing('goal-performed')).state).toBe('waiting');
    await world.happen({ type: 'order.paid', recordType: 'lead', recordId: lead });
    await world.happen({ type: 'order.paid', email: 'payer@example.test' });
    await world.settle();
    expect([(await standing('goal-performed')).state, (await standing('goal-person')).state]).toEqual(['goal', 'goal']);
  });

  test('changes of related records, and of which record is related, end a run at once', async () => {
    const [steel, wood] = [
      await world.create('account', { name: 'S', industry: 'steel' }),
      await world.create('account', { name: 'W', industry: 'wood' }),
    ];
    const steps = { w: wait('P30D', null) };
    const exit = is('related.account.industry', 'wood');
    await enter(
      'exit-related',
      { subject: 'deal', start: 'w', steps, enrollment: { exit } },
      { title: 'A', accountId: steel.id },
    );
    const moved = await enter(
      'exit-moved',
      { subject: 'deal', start: 'w', steps, enrollment: { exit } },
      { title: 'B', accountId: steel.id },
    );
    const counted = await enter(
      'exit-counted',
      { subject: 'deal', start: 'w', steps, enrollment: { exit: { some: ['tasks', is('record.status', 'done')] } } },
      { title: 'C' },
    );
    const task = await world.create('task', { title: 'T', relatedType: 'deal', relatedId: counted });
    await world.settle();
    expect((await standing('exit-counted')).state).toBe('waiting');
    await world.change('task', task.id, { status: 'done' });
    await world.change('deal', moved, { accountId: wood.id });
    await world.settle();
    expect((await standing('exit-related')).state).toBe('waiting');
    await world.change('account', steel.id, { industry: 'wood' });
    await world.settle();
    const states = [];
    for (const key of ['exit-related', 'exit-moved', 'exit-counted']) states.push((await standing(key)).state);
    expect(states).toEqual(['exited', 'exited', 'exited']);
  });

  test('what comes true while a run is paused ends it when it is resumed', async () => {
    const id = await enter('exit-paused', {
      start: 'w',
      steps: { w: wait('P30D', null) },
      enrollment: { exit: is('record.status', 'junk') },
    });
    await act('exit-paused', { action: 'pause' });
    await world.change('lead', id, { status: 'junk' });
    await world.settle();
    expect((await standing('exit-paused')).state).toBe('paused');
    await act('exit-paused', { action: 'resume' });
    expect((await standing('exit-paused')).state).toBe('exited');
  });
});

describe('a step that fails', () => {
  const call = (more: JsonObject = {}) => ({
    type: 'start-workflow',
    config: { workflow: 'failing-child', wait: 'all' },
    next: { done: null },
    ...more,
  });
  const webhook = { type: 'send-webhook', config: { url: 'https://example.test/x' } };

  test('is tried again by its policy: so often, at doubling distances', async () => {
    const failing = await createEngineWorld({
      senders: {
        webhook: { ...refusing, begin: async () => ({ kind: 'deferred', code: 'down', response: 'no route' }) },
      },
    });
    try {
      const retry = { attempts: 5, first: 'PT1M', max: 'PT3M' };
      await failing.publish({
        key: 'retried',
        triggers: [{ id: 't', type: 'record', on: 'created' }],
        start: 's',
        steps: { s: { ...webhook, retry, next: { done: null } } },
      });
      await failing.create('lead', { firstName: 'R' });
      await failing.settle();
      const tries: (string | null | undefined)[] = [];
      for (let turn = 0; turn < 4; turn += 1) {
        const [run] = await failing.runsOf('retried');
        tries.push(
          run?.dueAt &&
            `${(Date.parse(run.dueAt) - failing.now().getTime()) / minute} min, try ${run.data.positions[0]?.attempt}`,
        );
        await failing.pass(run?.dueAt ?? 0);
      }
      expect(tries).toEqual(['1 min, try 1', '2 min, try 2', '3 min, try 3', '3 min, try 4']);
      const [run] = await failing.runsOf('retried');
      expect(run?.data).toMatchObject({ state: 'incident', error: { code: 'call-failed', stepId: 's' } });
      expect((await failing.messages()).map(({ state }) => state)).toHaveLength(5);
    } finally {
      await failing.close();
    }
  });

  test('takes its error outlet, else goes on where it may, else stops for a person', async () => {
    const steps = (more: JsonObject) => ({
      start: 's',
      steps: { s: call(more), ok: tag('ok', null), no: tag('no', null) },
    });
    await enter('failed-outlet', steps({ next: { done: 'ok', error: 'no' } }));
    await enter('failed-on', steps({ next: { done: 'ok' }, onError: 'continue' }));
    await enter('failed-stop', steps({ next: { done: 'ok' } }));
    expect([await standing('failed-outlet'), await standing('failed-on'), await standing('failed-stop')]).toEqual([
      { state: 'completed', path: 's>error no>done', at: [] },
      { state: 'completed', path: 's>done ok>done', at: [] },
      { state: 'incident', path: 's', at: ['s'] },
    ]);
    expect(await incidentsOf('failed-stop')).toEqual([{ code: 'workflow-not-active', stepId: 's' }]);
  });

  test('stops its branch alone; each stopped branch is an incident of its own, and all are retried', async () => {
    const steps = {
      both: { type: 'parallel', config: { branches: ['a', 'b', 'c'] }, next: { a: 'now', b: 'later', c: 'fine' } },
      now: call(),
      later: wait('PT1H', 'then'),
      then: call(),
      fine: wait('PT2H', 'done'),
      done: tag('fine', null),
    };
    await enter('two-stops', { start: 'both', steps });
    await world.pass(3 * hour);
    expect(await incidentsOf('two-stops')).toEqual([
      { code: 'workflow-not-active', stepId: 'now' },
      { code: 'workflow-not-active', stepId: 'then' },
    ]);
    expect(await standing('two-stops')).toMatchObject({ state: 'incident', at: ['now', 'then'] });
    await world.publish({
      key: 'failing-child',
      start: 'x',
      steps: { x: tag('child', null) },
      enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
    });
    await act('two-stops', { action: 'retry' });
    expect((await standing('two-stops')).state).toBe('completed');
    expect(await incidentsOf('two-stops')).toEqual([]);
  });

  test('is retried from where it stopped: what it did before, and steps before it, are not done again', async () => {
    const steps = {
      first: mail('first@example.test', { next: { done: 'second' } }),
      second: mail('refused@example.test', { next: { done: 'third' } }),
      third: tag('third', null),
    };
    await enter('not-redone', { start: 'first', steps });
    expect(await incidentsOf('not-redone')).toEqual([{ code: 'rejected', stepId: 'second' }]);
    await act('not-redone', { action: 'retry' });
    const { data } = await runOf('not-redone');
    const sent = (await world.messages()).filter(({ runId }) => runId === data.id);
    expect(sent.map(({ to, state }) => `${to} ${state}`)).toEqual([
      'first@example.test accepted',
      'refused@example.test rejected',
      'refused@example.test rejected',
    ]);
    await act('not-redone', { action: 'skip' });
    expect(await standing('not-redone')).toEqual({
      state: 'completed',
      path: 'first>done second>done third>done',
      at: [],
    });
  });

  test('a jump to the step that it stands at does it anew', async () => {
    const steps = { m: mail('jump@example.test', { next: { done: 'w' } }), w: wait('P9D', null) };
    await enter('jump-same', { start: 'm', steps });
    await act('jump-same', { action: 'jump', stepId: 'm' });
    await act('jump-same', { action: 'jump', stepId: 'w' });
    const { data } = await runOf('jump-same');
    expect(data.positions.map(({ stepId, visit }) => `${stepId} ${visit}`)).toEqual(['w 3']);
    expect((await world.messages()).filter(({ to }) => to === 'jump@example.test')).toHaveLength(2);
  });
});
