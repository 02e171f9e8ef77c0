import { beforeAll, describe, expect, test } from '@jest/globals';
import { systemActor } from '../../crm/actor.ts';
import { cancelRuns } from '../../crm/runs/cancel-runs.ts';
import { operateRun } from '../../crm/runs/operate-runs.ts';
import { archiveWorkflow, pauseWorkflow, resumeWorkflow } from '../../crm/workflows/change-state.ts';
import { releaseHeld } from '../../crm/workflows/release-held.ts';
import type { JsonObject } from '../../domain/json.ts';
import { engineWorld } from '../harness/engine-world.ts';

const day = 86_400_000;
const world = engineWorld();
const tag = (name: string) => ({ type: 'add-tag', config: { tag: name }, next: { done: null } });
const acting = () => ({ actor: systemActor, now: world.now() });

/** Publishes a child of its own name and `<name>-parent`, which starts it and waits: tags `ok` or `no` tell how it left. */
async function publish(
  name: string,
  { child, enrollment = {}, start = {} }: { child: JsonObject; enrollment?: JsonObject; start?: JsonObject },
) {
  await world.publish({ key: name, triggers: [{ id: 'r', type: 'run' }], enrollment, start: 's', steps: child });
  await world.publish({
    key: `${name}-parent`,
    triggers: [{ id: 't', type: 'event', event: `enter.${name}` }],
    enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
    start: 'go',
    steps: {
      go: {
        type: 'start-workflow',
        config: { workflow: name, wait: 'all', ...start },
        next: { done: 'ok', error: 'no' },
      },
      ok: tag('ok'),
      no: tag('no'),
    },
  });
}

const failing = { s: { type: 'fail', config: { message: 'No.' } } };
const aDay = { s: { type: 'wait', config: { for: 'P1D' }, next: { done: null } } };

async function enter(name: string, id?: string) {
  const recordId = id ?? (await world.create('lead', { firstName: name })).id;
  await world.happen({ type: `enter.${name}`, recordType: 'lead', recordId });
  await world.settle();
  return recordId;
}
const pause = (key: string) => world.db.transaction((tx) => pauseWorkflow(tx, key, acting()));
const resume = async (key: string, backlog: 'run' | 'drop') => {
  await world.db.transaction((tx) => resumeWorkflow(tx, { key, backlog }, acting()));
  await releaseHeld(world.db, { versions: world.versions, company: world.deps.settings, now: world.now() });
  await world.settle();
};
/** How a parent stands, and by which outlet it left its step. */
const parentOf = async (name: string) => {
  const [run] = await world.runsOf(`${name}-parent`);
  return [run?.data.state, run?.data.memory.go?.outlet];
};
const startedBy = async (name: string) => {
  const [run] = await world.runsOf(`${name}-parent`);
  return (run?.data.memory.go?.result as { started?: JsonObject[] } | null)?.started;
};

describe('a parent that waits for a child whose workflow is paused', () => {
  test('waits until it is resumed and the child has ended; a child that failed leads to the error outlet', async () => {
    await publish('held-fails', { child: failing });
    await pause('held-fails');
    await enter('held-fails');
    await world.pass(3 * day);
    expect(await parentOf('held-fails')).toEqual(['waiting', undefined]);
    await resume('held-fails', 'run');
    expect(await parentOf('held-fails')).toEqual(['completed', 'error']);
  });

  test('goes on when a child of several days is done, and knows its run', async () => {
    await publish('held-runs', { child: aDay });
    await pause('held-runs');
    const recordId = await enter('held-runs');
    await resume('held-runs', 'run');
    expect(await parentOf('held-runs')).toEqual(['waiting', undefined]);
    await world.pass(2 * day);
    expect(await parentOf('held-runs')).toEqual(['completed', 'done']);
    const [child] = await world.runsOf('held-runs');
    expect(await startedBy('held-runs')).toEqual([{ recordId, runId: child?.data.id }]);
  });

  const left: readonly [string, string, (name: string, recordId: string) => Promise<unknown>][] = [
    ['dropped', 'dropped', (name) => resume(name, 'drop')],
    [
      'refused',
      'exit-true',
      async (name, id) => {
        await world.change('lead', id, { status: 'junk' });
        await resume(name, 'run');
      },
    ],
    ['archived', 'workflow-archived', (name) => world.db.transaction((tx) => archiveWorkflow(tx, name, acting()))],
  ];
  test.each(left)('goes on when the match is %s, with the reason', async (what, reason, act) => {
    const name = `held-${what}`;
    await publish(name, { child: failing, enrollment: { exit: { '==': [{ var: 'record.status' }, 'junk'] } } });
    await pause(name);
    const recordId = await enter(name);
    await act(name, recordId);
    await world.settle();
    expect(await parentOf(name)).toEqual(['completed', 'done']);
    expect(await startedBy(name)).toEqual([{ recordId, runId: null, reason }]);
  });

  test('that was cancelled meanwhile is left alone; the child runs all the same', async () => {
    await publish('held-orphan', { child: aDay });
    await pause('held-orphan');
    await enter('held-orphan');
    const [parent] = await world.runsOf('held-orphan-parent');
    await world.db.transaction((tx) =>
      cancelRuns(tx, [parent?.data.id ?? ''], { now: world.now(), reason: 'run-ended' }),
    );
    await resume('held-orphan', 'run');
    await world.pass(2 * day);
    expect(await parentOf('held-orphan')).toEqual(['cancelled', undefined]);
    expect((await world.runsOf('held-orphan')).map(({ data }) => data.state)).toEqual(['completed']);
  });

  test('that starts its step anew waits for the match that is there', async () => {
    await publish('held-moved', { child: aDay });
    await pause('held-moved');
    await enter('held-moved');
    await publish('held-moved', { child: aDay, start: { wait: 'any' } });
    const [parent] = await world.runsOf('held-moved-parent');
    await world.db.transaction((tx) =>
      operateRun(
        tx,
        parent?.data.id ?? '',
        { action: 'migrate', version: 2 },
        { ...acting(), versions: world.versions, company: world.deps.settings },
      ),
    );
    await world.settle();
    expect(await parentOf('held-moved')).toEqual(['waiting', undefined]);
    await resume('held-moved', 'run');
    await world.pass(2 * day);
    expect(await parentOf('held-moved')).toEqual(['completed', 'done']);
    expect(await world.runsOf('held-moved')).toHaveLength(1);
  });
});

describe('a parent that waits for a child that is queued', () => {
  beforeAll(() =>
    publish('queued', { child: aDay, enrollment: { reentry: { mode: 'always' }, concurrency: 'queue' } }),
  );
  const states = async () => (await world.runsOf('queued-parent')).map(({ data }) => data.state);

  test('waits for its turn and its end', async () => {
    const id = await enter('queued');
    await enter('queued', id);
    expect(await states()).toEqual(['waiting', 'waiting']);
    await world.pass(1.5 * day);
    expect(await states()).toEqual(['completed', 'waiting']);
    await world.pass(day);
    expect(await states()).toEqual(['completed', 'completed']);
  });

  test('does not wait for what is queued behind itself', async () => {
    await world.publish({
      key: 'behind-itself',
      triggers: [
        { id: 't', type: 'event', event: 'enter.behind-itself' },
        { id: 'r', type: 'run' },
      ],
      enrollment: { reentry: { mode: 'always' }, concurrency: 'queue' },
      start: 'first',
      steps: {
        first: { type: 'condition', config: { when: { var: 'vars.again' } }, next: { yes: null, no: 'go' } },
        go: {
          type: 'start-workflow',
          config: { workflow: 'behind-itself', wait: 'all', input: { again: true } },
          next: { done: null },
        },
      },
      variables: [{ name: 'again', type: 'boolean' }],
    });
    await enter('behind-itself');
    expect((await world.runsOf('behind-itself')).map(({ data }) => data.state)).toEqual(['completed', 'completed']);
  });
});
