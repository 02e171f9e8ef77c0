import { describe, expect, test } from '@jest/globals';
import { systemActor } from '../../../crm/actor.ts';
import { operateRun } from '../../../crm/runs/operate-runs.ts';
import { releaseHeld } from '../../../crm/workflows/release-held.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { createEngineWorld, engineWorld } from '../../harness/engine-world.ts';

const day = 86_400_000;
const world = engineWorld();

/** Publishes a workflow that waits for a day, entered by the event of its own name. */
const publish = (key: string, enrollment: JsonObject, more: JsonObject = {}) =>
  world.publish({
    key,
    start: 's',
    steps: { s: { type: 'wait', config: { for: 'P1D' }, next: { done: null } } },
    triggers: [{ id: 't', type: 'event', event: `enter.${key}` }],
    enrollment,
    ...more,
  });
const enter = async (key: string, recordId: string) => {
  await world.happen({ type: `enter.${key}`, recordType: 'lead', recordId });
  await world.settle();
};
const statesOf = async (key: string) => (await world.runsOf(key)).map(({ data }) => data.state);
const matchesOf = async (key: string) =>
  (
    await world.db.query<{ said: string }>(
      `SELECT e.state || COALESCE(' ' || e.reason, '') AS said FROM enrollment e JOIN workflow w ON w.id = e."workflowId" WHERE w.key = $1 ORDER BY e."createdAt", e.id`,
      [key],
    )
  ).map(({ said }) => said);

describe('re-entry × concurrency', () => {
  const running = 'refused already-running';
  /** What a second match finds while the first run waits, and a third when all have ended: matches, then runs. */
  const table: readonly [string, string, readonly string[], readonly string[]][] = [
    ...['single', 'queue', 'restart', 'parallel'].map(
      (mode): [string, string, readonly string[], readonly string[]] => [
        'never',
        mode,
        ['started', 'refused already-ran', 'refused already-ran'],
        ['completed'],
      ],
    ),
    ['after-exit', 'single', ['started', running, 'started'], ['completed', 'waiting']],
    ['after-exit', 'queue', ['started', 'started', 'started'], ['completed', 'completed', 'waiting']],
    ['after-exit', 'restart', ['started', 'started', 'started'], ['cancelled', 'completed', 'waiting']],
    ['after-exit', 'parallel', ['started', running, 'started'], ['completed', 'waiting']],
    ['always', 'single', ['started', running, 'started'], ['completed', 'waiting']],
    ['always', 'queue', ['started', 'started', 'started'], ['completed', 'completed', 'waiting']],
    ['always', 'restart', ['started', 'started', 'started'], ['cancelled', 'completed', 'waiting']],
    ['always', 'parallel', ['started', 'started', 'started'], ['completed', 'completed', 'waiting']],
  ];
  test.each(table)('%s, %s', async (mode, concurrency, matches, states) => {
    const key = `table-${mode}-${concurrency}`;
    await publish(key, { reentry: { mode }, concurrency });
    const { id } = await world.create('lead', { firstName: key });
    await enter(key, id);
    await world.pass(day / 2);
    await enter(key, id);
    if (concurrency === 'queue' && mode !== 'never') expect(await matchesOf(key)).toEqual(['started', 'queued']);
    await world.pass(3 * day);
    await enter(key, id);
    expect({ matches: await matchesOf(key), states: await statesOf(key) }).toEqual({ matches, states });
  });

  test('a cooldown is counted from the end of the last run, with "always" from its beginning', async () => {
    await publish('cool-exit', { reentry: { mode: 'after-exit', cooldown: 'P3D' } });
    await publish('cool-always', { reentry: { mode: 'always', cooldown: 'P3D' } });
    const { id } = await world.create('lead', { firstName: 'Cool' });
    for (const days of [0, 2, 1.5, 1]) {
      await world.pass(days * day);
      await enter('cool-exit', id);
      await enter('cool-always', id);
    }
    expect(await matchesOf('cool-exit')).toEqual(['started', 'refused cooldown', 'refused cooldown', 'started']);
    expect(await matchesOf('cool-always')).toEqual(['started', 'refused cooldown', 'started', 'refused cooldown']);
  });

  test('a key makes records share one run at a time; what is queued behind another record starts when that ends', async () => {
    const key = { var: 'record.company' };
    await publish('keyed-single', { reentry: { mode: 'always' }, concurrency: { mode: 'single', key } });
    await publish('keyed-queue', { reentry: { mode: 'always' }, concurrency: { mode: 'queue', key } });
    for (const [firstName, company] of [
      ['A', 'x'],
      ['B', 'x'],
      ['C', 'y'],
    ] as const) {
      const { id } = await world.create('lead', { firstName, company });
      await enter('keyed-single', id);
      await enter('keyed-queue', id);
    }
    expect(await matchesOf('keyed-single')).toEqual(['started', 'refused already-running', 'started']);
    expect(await matchesOf('keyed-queue')).toEqual(['started', 'queued', 'started']);
    await world.pass(1.5 * day);
    expect(await statesOf('keyed-queue')).toEqual(['completed', 'completed', 'waiting']);
  });

  test('of two matches of one event, the second restarts the first', async () => {
    await publish(
      'twice',
      { reentry: { mode: 'always' }, concurrency: 'restart' },
      {
        triggers: [
          { id: 'a', type: 'event', event: 'enter.twice' },
          { id: 'b', type: 'event', event: 'enter.twice' },
        ],
      },
    );
    const { id } = await world.create('lead', { firstName: 'Twice' });
    await enter('twice', id);
    expect((await statesOf('twice')).sort()).toEqual(['cancelled', 'waiting']);
  });

  test('what is true already at entry is not entered', async () => {
    const hot = { '==': [{ var: 'record.status' }, 'hot'] };
    await publish('exit-true', { exit: hot });
    await publish('goal-true', { goal: { when: hot, then: 's' } });
    const { id } = await world.create('lead', { firstName: 'Hot', status: 'hot' });
    await enter('exit-true', id);
    await enter('goal-true', id);
    expect([await matchesOf('exit-true'), await matchesOf('goal-true')]).toEqual([
      ['refused exit-true'],
      ['refused goal-true'],
    ]);
  });

  describe('a match that was queued is judged when its turn comes', () => {
    const once = { var: 'record.company' };
    const queue = { concurrency: 'queue', exit: { '==': [{ var: 'record.status' }, 'junk'] } };

    test('what has become true of its record meanwhile refuses it, and the next one has its turn', async () => {
      await publish('turn-exit', { ...queue, reentry: { mode: 'always' }, concurrency: { mode: 'queue', key: once } });
      const leads = [];
      for (const firstName of ['A', 'B', 'C', 'D']) {
        leads.push(await world.create('lead', { firstName, company: 'turn' }));
        await enter('turn-exit', leads.at(-1)?.id ?? '');
      }
      for (const { id } of leads.slice(1, 3)) await world.change('lead', id, { status: 'junk' });
      await world.pass(1.5 * day);
      expect(await matchesOf('turn-exit')).toEqual(['started', 'refused exit-true', 'refused exit-true', 'started']);
      expect(await statesOf('turn-exit')).toEqual(['completed', 'waiting']);
    });

    test('a cooldown that the end of the run begins refuses it; one that has passed by then does not', async () => {
      await publish('turn-cool', { ...queue, reentry: { mode: 'after-exit', cooldown: 'P30D' } });
      await publish('turn-warm', { ...queue, reentry: { mode: 'always', cooldown: 'PT6H' } });
      const { id } = await world.create('lead', { firstName: 'Cooling' });
      for (const key of ['turn-cool', 'turn-warm']) await enter(key, id);
      await world.pass(day / 2);
      for (const key of ['turn-cool', 'turn-warm']) await enter(key, id);
      expect([await matchesOf('turn-cool'), await matchesOf('turn-warm')]).toEqual([
        ['started', 'queued'],
        ['started', 'queued'],
      ]);
      await world.pass(day);
      expect(await matchesOf('turn-cool')).toEqual(['started', 'refused cooldown']);
      expect(await matchesOf('turn-warm')).toEqual(['started', 'started']);
    });

    test('a workflow that runs once for a record does so, however often the record is queued', async () => {
      await publish('turn-once', { reentry: { mode: 'never' }, concurrency: { mode: 'queue', key: once } });
      const [first, second] = [
        await world.create('lead', { firstName: 'First', company: 'once' }),
        await world.create('lead', { firstName: 'Second', company: 'once' }),
      ];
      for (const { id } of [first, second, second]) await enter('turn-once', id);
      await world.pass(4 * day);
      expect(await matchesOf('turn-once')).toEqual(['started', 'started', 'refused already-ran']);
    });

    test('while the workflow is paused as well: its run stands still like the others', async () => {
      await publish('turn-paused', { ...queue, reentry: { mode: 'always' } });
      const { id } = await world.create('lead', { firstName: 'Paused' });
      await enter('turn-paused', id);
      await enter('turn-paused', id);
      await world.db.query(`UPDATE workflow SET state = 'paused' WHERE key = 'turn-paused'`);
      const [run] = await world.runsOf('turn-paused');
      if (!run) throw new Error('no run');
      const operating = {
        actor: systemActor,
        versions: world.versions,
        company: world.deps.settings,
        now: world.now(),
      };
      await world.db.transaction((tx) => operateRun(tx, run.data.id, { action: 'cancel' }, operating));
      await world.settle();
      expect([await matchesOf('turn-paused'), await statesOf('turn-paused')]).toEqual([
        ['started', 'started'],
        ['cancelled', 'running'],
      ]);
    });
  });

  test('a match that is queued while the run before it ends does not stay behind', async () => {
    await publish(
      'race-queue',
      { reentry: { mode: 'always' }, concurrency: 'queue' },
      {
        steps: { s: { type: 'set-variables', config: { set: {} }, next: { done: null } } },
      },
    );
    const { id } = await world.create('lead', { firstName: 'Race' });
    const legs = async () => {
      const due = await world.db.query<{ carrierId: string }>(
        `SELECT DISTINCT "carrierId" FROM run WHERE "workflowKey" = 'race-queue' AND "endedAt" IS NULL`,
      );
      for (const { carrierId } of due) await world.advance(carrierId);
    };
    for (let n = 0; n < 60; n += 1) {
      await world.happen({ type: 'enter.race-queue', recordType: 'lead', recordId: id });
      await Promise.all([world.dispatch(), legs()]);
    }
    await world.settle();
    expect((await matchesOf('race-queue')).filter((state) => state !== 'started')).toEqual([]);
    expect(await statesOf('race-queue')).toEqual(Array.from({ length: 60 }, () => 'completed'));
  });
});

test('a paused workflow holds its runs and its matches, and lets them go on afterwards', async () => {
  await publish('held', { reentry: { mode: 'always' }, concurrency: 'parallel' });
  const state = (value: string) =>
    world.db.query(`UPDATE workflow SET state = $1, "changeSeq" = nextval('workflow_change_seq') WHERE key = 'held'`, [
      value,
    ]);
  const { id } = await world.create('lead', { firstName: 'Held' });
  await enter('held', id);
  await state('paused');
  await enter('held', id);
  await world.pass(2 * day);
  expect([await matchesOf('held'), await statesOf('held')]).toEqual([['started', 'held'], ['waiting']]);
  await state('active');
  await releaseHeld(world.db, { versions: world.versions, company: world.deps.settings, now: world.now() });
  await world.settle();
  expect([(await matchesOf('held')).sort(), await statesOf('held')]).toEqual([
    ['started', 'started'],
    ['completed', 'waiting'],
  ]);
});

test('a deleted record ends its runs, wakes their parents and refuses what was queued for it', async () => {
  await publish('deleted-child', { concurrency: 'queue', reentry: { mode: 'always' } });
  await publish(
    'deleted-parent',
    { onSubjectDeleted: 'continue' },
    {
      start: 'go',
      steps: {
        go: {
          type: 'start-workflow',
          config: { workflow: 'deleted-child', wait: 'all' },
          next: { done: null, error: null },
        },
      },
    },
  );
  const { id } = await world.create('lead', { firstName: 'Gone' });
  await enter('deleted-parent', id);
  await enter('deleted-child', id);
  expect(await matchesOf('deleted-child')).toEqual(['started', 'queued']);
  await world.write({ kind: 'delete', type: 'lead', id });
  await world.settle();
  expect(await statesOf('deleted-child')).toEqual(['cancelled']);
  expect(await statesOf('deleted-parent')).toEqual(['completed']);
  expect(await matchesOf('deleted-child')).toEqual(['started', 'refused subject-deleted']);
});

describe('a cooldown is counted', () => {
  test('in working days of the company', async () => {
    const angeles = await createEngineWorld({ zone: 'America/Los_Angeles', start: '2031-03-07T17:00:00.000Z' });
    try {
      await angeles.publish({
        key: 'working-day',
        start: 's',
        steps: { s: { type: 'set-variables', config: { set: {} }, next: { done: null } } },
        triggers: [{ id: 't', type: 'event', event: 'enter' }],
        enrollment: { reentry: { mode: 'after-exit', cooldown: { businessDays: 1 } } },
      });
      const { id } = await angeles.create('lead', { firstName: 'Angeles' });
      const enter = async (at: string) => {
        await angeles.pass(at);
        await angeles.happen({ type: 'enter', recordType: 'lead', recordId: id });
        await angeles.settle();
        return (await angeles.runsOf('working-day')).length;
      };
      // Friday 16:30 there is Saturday 00:30 in UTC.
      expect(await enter('2031-03-08T00:30:00.000Z')).toBe(1);
      expect(await enter('2031-03-10T23:29:00.000Z')).toBe(1);
      expect(await enter('2031-03-10T23:31:00.000Z')).toBe(2);
    } finally {
      await angeles.close();
    }
  });

  test('in days of the zone of the person, also where the clock changes', async () => {
    const warsaw = await createEngineWorld({ zone: 'UTC', start: '2031-03-29T11:00:00.000Z' });
    try {
      await warsaw.publish({
        key: 'changing',
        start: 's',
        steps: { s: { type: 'set-variables', config: { set: {} }, next: { done: null } } },
        triggers: [{ id: 't', type: 'event', event: 'enter' }],
        enrollment: { reentry: { mode: 'after-exit', cooldown: 'P1D' } },
      });
      const { id } = await warsaw.create('lead', { firstName: 'Warsaw', timezone: 'Europe/Warsaw' });
      const enter = async (at: string) => {
        await warsaw.pass(at);
        await warsaw.happen({ type: 'enter', recordType: 'lead', recordId: id });
        await warsaw.settle();
        return (await warsaw.runsOf('changing')).length;
      };
      // Noon of one day to noon of the next has 23 hours.
      expect(await enter('2031-03-29T11:00:00.000Z')).toBe(1);
      expect(await enter('2031-03-30T09:59:00.000Z')).toBe(1);
      expect(await enter('2031-03-30T10:01:00.000Z')).toBe(2);
    } finally {
      await warsaw.close();
    }
  });
});
