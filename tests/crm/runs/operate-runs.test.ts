import { claimRuns } from '../../../activities/leg/claim-runs.ts';
import { legTransaction } from '../../../activities/leg/leg-transaction.ts';
import { takeLegs } from '../../../activities/leg/take-legs.ts';
import { systemActor } from '../../../crm/actor.ts';
import { operateMany } from '../../../crm/runs/operate-many.ts';
import { operateRun } from '../../../crm/runs/operate-runs.ts';
import { readRun } from '../../../crm/runs/read-runs.ts';
import type { RunAction } from '../../../crm/runs/run-action.ts';
import type { RunDetail } from '../../../crm/runs/run-view.ts';
import { startByHand } from '../../../crm/runs/start-by-hand.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const hour = 3_600_000;

const world = engineWorld();

const operating = () => ({
  actor: systemActor,
  versions: world.versions,
  company: world.deps.settings,
  now: world.now(),
});
const act = (id: string, action: RunAction) => world.db.transaction((tx) => operateRun(tx, id, action, operating()));
const read = (id: string): Promise<RunDetail> => readRun([{ db: world.db, actor: systemActor, link: () => null }], id);
const path = async (id: string) =>
  (await read(id)).steps.map(({ stepId, outlet }) => (outlet === null ? stepId : `${stepId}>${outlet}`)).join(' ');

async function start(key: string, input?: JsonObject): Promise<string> {
  const { id: recordId } = await world.create('lead', {
    firstName: 'Ada',
    lastName: 'Test',
    email: `${key}@example.test`,
  });
  const result = await world.db.transaction((tx) => startByHand(tx, { key, recordId, input }, operating()));
  await world.settle();
  if (result.kind !== 'started') throw new Error(result.detail);
  return result.id;
}

const tag = (name: string, next: string | null) => ({ type: 'add-tag', config: { tag: name }, next: { done: next } });
const wait = (time: string, next: string | null) => ({ type: 'wait', config: { for: time }, next: { done: next } });
const mail = (template: string, next: string | null) => ({
  type: 'send-email',
  config: { template, topic: 'service' },
  next: { done: next },
});
const failing = {
  start: 'before',
  steps: { before: tag('before', 'mail'), mail: mail('not-there', 'after'), after: tag('after', null) },
};
const sent = async (id: string) =>
  (await world.messages()).filter(({ runId, state }) => runId === id && state === 'accepted').length;

describe('pause and resume', () => {
  it('nothing leaves while a run is paused; it goes on where it was', async () => {
    await world.publish({
      key: 'pausable',
      start: 'pause',
      steps: { pause: wait('PT1H', 'mail'), mail: mail('welcome', null) },
    });
    const id = await start('pausable');
    expect(await act(id, { action: 'pause' })).toMatchObject({ did: 'paused' });
    expect(await read(id)).toMatchObject({
      state: 'paused',
      positions: [{ stepId: 'pause', waitingFor: { kind: 'time' } }],
    });
    await world.pass(2 * hour);
    expect(await sent(id)).toBe(0);
    await act(id, { action: 'resume' });
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'completed' });
    expect(await sent(id)).toBe(1);
    await expect(act(id, { action: 'resume' })).rejects.toMatchObject({ code: 'run-ended' });
    await expect(act(id, { action: 'pause' })).rejects.toMatchObject({ code: 'run-ended' });
  });

  it('a leg and an action exclude each other: whoever comes second sees what the first has done', async () => {
    await world.publish({
      key: 'raced',
      start: 'pause',
      steps: { pause: wait('PT1H', 'tag'), tag: tag('raced', null) },
    });
    for (const action of [{ action: 'pause' }, { action: 'skip' }, { action: 'cancel' }] as const) {
      const later = new Date(world.now().getTime() + 2 * hour);
      const claimOf = async (id: string) => {
        const [row] = (await world.runsOf('raced')).filter(({ data }) => data.id === id);
        return { carrierId: row?.carrierId ?? '', lane: 0, lanes: 1, now: later, limit: 10 };
      };
      const legFirst = await start('raced');
      const claim = await claimOf(legFirst);
      const acting = await world.db.transaction(async (tx) => {
        const claimed = await claimRuns(tx, claim);
        expect(claimed.runs).toHaveLength(1);
        const acting = act(legFirst, action).catch((error: { code: string }) => error.code);
        await legTransaction(tx, world.deps, { claimed, now: later });
        return { acting };
      });
      expect(await acting.acting).toBe('run-ended');
      expect(await read(legFirst)).toMatchObject({ state: 'completed' });

      const actionFirst = await start('raced');
      const second = await claimOf(actionFirst);
      await world.db.transaction(async (tx) => {
        await operateRun(tx, actionFirst, action, operating());
        const leg = await takeLegs(world.deps, second);
        expect(leg.taken).toBe(0);
      });
      const before = await read(actionFirst);
      if (action.action !== 'skip') {
        await takeLegs(world.deps, second);
        expect(await read(actionFirst)).toEqual(before);
      }
    }
  });

  it('resuming what is not paused is refused', async () => {
    const id = await start('raced');
    await expect(act(id, { action: 'resume' })).rejects.toMatchObject({ code: 'wrong-run-state' });
  });
});

describe('retry', () => {
  it('goes on at the step that failed; finished ones are not redone', async () => {
    await world.publish({ key: 'failing', ...failing });
    const id = await start('failing');
    expect(await read(id)).toMatchObject({
      state: 'incident',
      error: { stepId: 'mail' },
      positions: [{ stepId: 'mail', waitingFor: { kind: 'person' } }],
    });
    await act(id, { action: 'retry' });
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'incident' });
    await world.db.query(
      `INSERT INTO template (key, name, channel, subject, html) VALUES ('not-there', 'Now', 'email', 'Now', '<p>Now</p>')`,
    );
    await act(id, { action: 'retry' });
    await world.settle();
    expect(await path(id)).toBe('before>done mail>done after>done');
    expect(await sent(id)).toBe(1);
    const open = await world.db.query('SELECT id FROM incident WHERE "runId" = $1 AND "resolvedAt" IS NULL', [id]);
    expect(open).toEqual([]);
    await expect(act(id, { action: 'retry' })).rejects.toMatchObject({ code: 'run-ended' });
    await world.db.query(`DELETE FROM template WHERE key = 'not-there'`);
  });

  it('on another version takes that one first', async () => {
    await world.publish({ key: 'mended', ...failing });
    const id = await start('mended');
    await world.publish({ key: 'mended', ...failing, steps: { ...failing.steps, mail: mail('welcome', 'after') } });
    await expect(act(id, { action: 'retry', version: 7 })).rejects.toMatchObject({ code: 'version-not-found' });
    expect(await act(id, { action: 'retry', version: 2 })).toMatchObject({
      did: 'retried',
      details: { verdict: 'restarts-step', steps: ['mail'], version: 2 },
    });
    await world.settle();
    expect(await read(id)).toMatchObject({ state: 'completed', version: 2 });
    expect(await path(id)).toBe('before>done mail>done after>done');
  });

  it('is for incidents alone', async () => {
    await expect(act(await start('raced'), { action: 'retry' })).rejects.toMatchObject({ code: 'wrong-run-state' });
  });
});

describe('skip and jump', () => {
  it('skip leaves the failed step; its visit says so', async () => {
    const id = await start('failing');
    await act(id, { action: 'skip' });
    await world.settle();
    const run = await read(id);
    expect(run).toMatchObject({ state: 'completed', error: null });
    expect(run.steps.find(({ stepId }) => stepId === 'mail')).toMatchObject({
      outlet: 'done',
      detail: { skipped: true },
    });
    expect(await sent(id)).toBe(0);
  });

  it('skip takes a named outlet, and none that the step lacks', async () => {
    await world.publish({
      key: 'waiting',
      start: 'ask',
      steps: {
        ask: {
          type: 'wait-for',
          config: { branches: [{ id: 'seen', event: 'page.viewed' }], timeout: 'P3D' },
          next: { seen: 'warm', timeout: 'cold' },
        },
        warm: tag('warm', null),
        cold: tag('cold', null),
      },
    });
    const id = await start('waiting');
    await expect(act(id, { action: 'skip', outlet: 'nowhere' })).rejects.toMatchObject({ code: 'invalid' });
    await act(id, { action: 'skip', outlet: 'timeout' });
    await world.settle();
    expect(await path(id)).toBe('ask>timeout cold>done');
    expect(await world.db.query('SELECT 1 FROM wait_key WHERE "runId" = $1', [id])).toEqual([]);
  });

  it('jump stands at the named step, from wherever', async () => {
    const id = await start('waiting');
    await expect(act(id, { action: 'jump', stepId: 'nowhere' })).rejects.toMatchObject({ code: 'invalid' });
    await act(id, { action: 'jump', stepId: 'warm' });
    await world.settle();
    expect(await path(id)).toBe('ask warm>done');
    expect((await read(id)).steps[0]).toMatchObject({ detail: { jumpedTo: 'warm' } });
  });
});

describe('cancel', () => {
  it('ends the run, wakes its parent and lets the next in the queue start', async () => {
    await world.publish({
      key: 'child',
      start: 'pause',
      steps: { pause: wait('P9D', null) },
      triggers: [{ id: 'run', type: 'run' }],
    });
    await world.publish({
      key: 'parent',
      start: 'start',
      steps: {
        start: {
          type: 'start-workflow',
          config: { workflow: 'child', wait: 'all' },
          next: { done: 'after', error: 'failed' },
        },
        after: tag('after', null),
        failed: tag('failed', null),
      },
    });
    const parent = await start('parent');
    const [child] = (await read(parent)).children;
    await act(child ?? '', { action: 'cancel' });
    await world.settle();
    expect(await read(child ?? '')).toMatchObject({ state: 'cancelled', positions: [] });
    expect((await read(parent)).state).toBe('completed');

    await world.publish({
      key: 'queued',
      start: 'pause',
      steps: { pause: wait('P9D', null) },
      enrollment: { reentry: { mode: 'always' }, concurrency: 'queue' },
    });
    const { id: recordId } = await world.create('lead', { lastName: 'Queue' });
    const by = () => world.db.transaction((tx) => startByHand(tx, { key: 'queued', recordId }, operating()));
    const first = await by();
    expect(await by()).toMatchObject({ kind: 'later', state: 'queued' });
    await act(first.kind === 'started' ? first.id : '', { action: 'cancel' });
    expect((await world.runsOf('queued')).map(({ data }) => data.state)).toEqual(['cancelled', 'running']);
  });
});

describe('migrate', () => {
  const base = { start: 'pause', steps: { pause: wait('P3D', 'tag'), tag: tag('one', null) } };

  it('keeps a wait whose step is the same, with its time', async () => {
    await world.publish({ key: 'moved', ...base });
    const id = await start('moved');
    const {
      positions: [before],
    } = await read(id);
    await world.publish({ key: 'moved', ...base, steps: { ...base.steps, tag: tag('two', null) } });
    expect(await act(id, { action: 'migrate', version: 2, dryRun: true })).toMatchObject({
      details: { verdict: 'safe' },
    });
    expect(await read(id)).toMatchObject({ version: 1 });
    await act(id, { action: 'migrate', version: 2 });
    expect(await read(id)).toMatchObject({ version: 2, positions: [before] });
    await world.pass(73 * hour);
    const run = await read(id);
    expect(run.state).toBe('completed');
    const [record] = await world.db.query<{ tags: string[] }>('SELECT tags FROM lead WHERE id = $1', [run.subject.id]);
    expect(record?.tags).toEqual(['two']);
  });

  it('starts a changed step anew, maps one that is gone, and refuses what has no place', async () => {
    await world.publish({ key: 'remodelled', ...base });
    const [changed, gone] = [await start('remodelled'), await start('remodelled')];
    await world.publish({ key: 'remodelled', ...base, steps: { ...base.steps, pause: wait('P1D', 'tag') } });
    await world.publish({ key: 'remodelled', start: 'tag', steps: { tag: tag('new', null) } });
    expect(await act(changed, { action: 'migrate', version: 2 })).toMatchObject({
      details: { verdict: 'restarts-step', steps: ['pause'] },
    });
    await expect(act(gone, { action: 'migrate', version: 3 })).rejects.toMatchObject({ code: 'conflict' });
    expect(await act(gone, { action: 'migrate', version: 3, dryRun: true })).toMatchObject({
      details: { verdict: 'impossible', steps: ['pause'] },
    });
    await act(gone, { action: 'migrate', version: 3, map: { pause: 'tag' } });
    await world.pass(25 * hour);
    expect([(await read(changed)).state, (await read(gone)).state]).toEqual(['completed', 'completed']);
  });

  it('gives runs carriers of the version, and closes those they leave', async () => {
    await world.publish({ key: 'carried', ...base });
    const ids = [await start('carried'), await start('carried'), await start('carried')];
    await world.publish({ key: 'carried', ...base, name: 'Two' });
    const result = await operateMany(
      world.db,
      { workflow: 'carried', version: 1 },
      { action: 'migrate', version: 2 },
      operating(),
    );
    expect(result).toEqual({ count: 3, done: 3, refused: {}, refusals: [], more: false });
    const rows = await world.db.query<{ carrierId: string; same: boolean; active: number }>(
      `
      SELECT DISTINCT r."carrierId", c."versionId" = r."versionId" AS same, c.active FROM run r JOIN carrier c ON c.id = r."carrierId" WHERE r.id = ANY($1::uuid[])`,
      [ids],
    );
    expect(rows).toMatchObject([{ same: true, active: 3 }]);
  });
});

describe('many at once', () => {
  it('each is done or refused by itself, and audited', async () => {
    const ids = [await start('raced'), await start('raced'), await start('raced')];
    await act(ids[0] ?? '', { action: 'cancel' });
    const missing = '0190a0a0-0000-7000-8000-000000000000';
    const result = await operateMany(world.db, { ids: [...ids, missing] }, { action: 'cancel' }, operating());
    expect(result).toMatchObject({
      count: 3,
      done: 2,
      refused: { 'run-ended': 1 },
      refusals: [{ runId: ids[0], code: 'run-ended' }],
    });
    const audited = await world.db.query(
      `SELECT 1 FROM audit_entry WHERE action = 'run.cancelled' AND "resourceId" = ANY($1::text[])`,
      [ids],
    );
    expect(audited).toHaveLength(3);
  });
});
