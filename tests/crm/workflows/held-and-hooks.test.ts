import { Webhook } from 'standardwebhooks';
import { systemActor } from '../../../crm/actor.ts';
import { archiveWorkflow, pauseWorkflow, resumeWorkflow } from '../../../crm/workflows/change-state.ts';
import { acceptHookCall, listHooks, setHookSigned } from '../../../crm/workflows/hooks.ts';
import { publishWorkflow } from '../../../crm/workflows/publish.ts';
import { releaseHeld } from '../../../crm/workflows/release-held.ts';
import { createWorkflow } from '../../../crm/workflows/save-draft.ts';
import { workflowStats } from '../../../crm/workflows/stats.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const acting = { actor: systemActor, now: new Date('2031-03-03T09:00:00.000Z') };

const world = engineWorld();

async function publish(key: string, change: JsonObject): Promise<void> {
  const steps = { tag: { type: 'add-tag', config: { tag: key }, next: { done: null } } };
  const draft = { format: 1, key, name: key, subject: 'lead', triggers: [], start: 'tag', steps, ...change };
  await world.db.transaction(async (tx) => {
    await createWorkflow(tx, draft, acting);
    // Events of the test's own clock come after this.
    await publishWorkflow(tx, key, {}, { ...acting, now: new Date(0) });
  });
}

const created = (source: string) => ({
  id: 'made',
  type: 'record',
  on: 'created',
  when: { '==': [{ var: 'record.source' }, source] },
});
const statesOf = async (key: string) =>
  (
    await world.db.query<{ state: string; reason: string | null }>(
      'SELECT e.state, e.reason FROM enrollment e JOIN workflow w ON w.id = e."workflowId" WHERE w.key = $1 ORDER BY e.id',
      [key],
    )
  ).map(({ state, reason }) => reason ?? state);

const release = () =>
  releaseHeld(world.db, { versions: world.versions, company: world.deps.settings, now: world.now() });

describe('matches of a paused workflow', () => {
  it('are held, judged again when it is resumed, and started in their order', async () => {
    await publish('pausing', {
      triggers: [created('pausing')],
      enrollment: { exit: { '==': [{ var: 'record.status' }, 'junk'] } },
    });
    await world.db.transaction((tx) => pauseWorkflow(tx, 'pausing', acting));
    const [kept, junk, gone] = [
      await world.create('lead', { lastName: 'Kept', source: 'pausing' }),
      await world.create('lead', { lastName: 'Junk', source: 'pausing' }),
      await world.create('lead', { lastName: 'Gone', source: 'pausing' }),
    ];
    await world.settle();
    expect(await statesOf('pausing')).toEqual(['held', 'held', 'held']);
    await world.change('lead', junk.id, { status: 'junk' });
    await world.write({ kind: 'delete', type: 'lead', id: gone.id });
    expect(await release()).toEqual({
      started: 0,
      refused: 0,
    });
    await world.db.transaction((tx) => resumeWorkflow(tx, { key: 'pausing', backlog: 'run' }, acting));
    expect(await release()).toEqual({
      started: 1,
      refused: 2,
    });
    await world.settle();
    expect((await world.runsOf('pausing')).map(({ data }) => [data.subject.id, data.state])).toEqual([
      [kept.id, 'completed'],
    ]);
    expect((await statesOf('pausing')).sort()).toEqual(['exit-true', 'record-gone', 'started']);
    expect(await workflowStats(world.db, 'pausing', { since: new Date(0) })).toMatchObject({
      runs: { completed: 1 },
      steps: [{ stepId: 'tag', visits: 1, outlets: { done: 1 } }],
      enrollments: { 'exit-true': 1, 'record-gone': 1 },
    });
  });

  it('are refused when it is archived', async () => {
    await publish('closing', { triggers: [created('closing')] });
    await world.db.transaction((tx) => pauseWorkflow(tx, 'closing', acting));
    await world.create('lead', { lastName: 'Late', source: 'closing' });
    await world.settle();
    await world.db.transaction((tx) => archiveWorkflow(tx, 'closing', acting));
    await release();
    expect(await statesOf('closing')).toEqual(['workflow-archived']);
  });

  it('several processes that release at once start each match once', async () => {
    await publish('shared', { triggers: [created('shared')] });
    await world.db.transaction((tx) => pauseWorkflow(tx, 'shared', acting));
    for (let n = 0; n < 30; n += 1) await world.create('lead', { lastName: `N${n}`, source: 'shared' });
    await world.settle();
    await world.db.transaction((tx) => resumeWorkflow(tx, { key: 'shared', backlog: 'run' }, acting));
    await Promise.all([1, 2, 3, 4].map(() => release()));
    expect(await world.runsOf('shared')).toHaveLength(30);
  });
});

describe('incoming addresses', () => {
  const trigger = {
    id: 'call',
    type: 'webhook',
    subject: { find: { email: { rule: { var: 'event.properties.email' } } }, create: { lastName: 'Called' } },
    dedupe: { rule: { var: 'event.properties.order' } },
  };

  /** A call, signed with `secret` at a time (ms since 1970) where one is given. */
  async function call(
    key: string,
    body: Json,
    { id, secret, at = Date.now() }: { id?: string; secret?: string; at?: number } = {},
  ) {
    const raw = Buffer.from(JSON.stringify(body));
    const signed = id ?? 'msg_1';
    const headers = {
      ...(id === undefined ? {} : { 'webhook-id': id }),
      ...(secret === undefined
        ? {}
        : {
            'webhook-id': signed,
            'webhook-timestamp': String(Math.floor(at / 1000)),
            'webhook-signature': new Webhook(secret).sign(signed, new Date(at), raw),
          }),
    };
    const answer = await world.db.transaction((tx) =>
      acceptHookCall(tx, { key, body, raw, headers, now: world.now() }),
    );
    await world.settle();
    return answer;
  }

  it('start the workflow of the address alone, find or make the record, and count a repeated call once', async () => {
    await publish('hooked', { triggers: [trigger] });
    await publish('hooked-too', { triggers: [trigger] });
    const [hook] = await listHooks(world.db, 'hooked');
    await call(hook?.key ?? '', { email: 'order@example.test', order: 7 });
    await call(hook?.key ?? '', { email: 'order@example.test', order: 7 });
    const runs = await world.runsOf('hooked');
    expect(runs).toHaveLength(1);
    expect(runs[0]?.origin).toMatchObject({ event: { type: 'webhook.received', properties: { order: 7 } } });
    // Sent again under its id, a call is the event it was, whatever it says.
    const first = await call(hook?.key ?? '', { email: 'order@example.test', order: 9 }, { id: 'msg_9' });
    expect(await call(hook?.key ?? '', { order: 10 }, { id: 'msg_9' })).toEqual(first);
    const leads = await world.db.query<{ lastName: string }>(
      `SELECT "lastName" FROM lead WHERE email = 'order@example.test'`,
    );
    expect(leads).toEqual([{ lastName: 'Called' }]);
    expect(await world.runsOf('hooked-too')).toEqual([]);
  });

  it('tell calls apart by a text as well as by a rule', async () => {
    const dedupe = { text: 'order {{event.properties.order}}' };
    await publish('hooked-text', {
      triggers: [{ ...trigger, dedupe }],
      enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
    });
    const [hook] = await listHooks(world.db, 'hooked-text');
    for (const order of [1, 2, 1]) await call(hook?.key ?? '', { email: 'text@example.test', order });
    expect(await world.runsOf('hooked-text')).toHaveLength(2);
  });

  it('take only signed calls where that is demanded', async () => {
    const set = (signed: boolean) =>
      world.db.transaction((tx) => setHookSigned(tx, { workflowKey: 'hooked', triggerId: 'call', signed }, acting));
    await set(true);
    const [hook] = await listHooks(world.db, 'hooked');
    const { key, secret } = hook ?? { key: '', secret: '' };
    await expect(call(key, { email: 'x@example.test' })).rejects.toMatchObject({ code: 'bad-signature' });
    const refused = async (options: Parameters<typeof call>[2]) =>
      expect(call(key, { email: 'x@example.test' }, options)).rejects.toMatchObject({ code: 'bad-signature' });
    await refused({ secret: `whsec_${Buffer.from('wrong').toString('base64')}` });
    await refused({ secret: secret ?? '', at: Date.now() - 301_000 });
    await refused({ secret: secret ?? '', at: Date.now() + 330_000 });
    await call(key, { email: 'x@example.test', order: 8 }, { secret: secret ?? '', id: 'msg_8' });
    await set(true);
    expect((await listHooks(world.db, 'hooked'))[0]?.secret).not.toBe(secret);
    await set(false);
    expect((await listHooks(world.db, 'hooked'))[0]).toMatchObject({ key, secret: null });
    await expect(
      world.db.transaction((tx) =>
        setHookSigned(tx, { workflowKey: 'hooked', triggerId: 'none', signed: true }, acting),
      ),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('answer nobody once the workflow is archived', async () => {
    const [hook] = await listHooks(world.db, 'hooked');
    await world.db.transaction((tx) => archiveWorkflow(tx, 'hooked', acting));
    await expect(call(hook?.key ?? '', {})).rejects.toMatchObject({ code: 'workflow-not-active' });
    await expect(call('unknown', {})).rejects.toMatchObject({ code: 'not-found' });
  });
});
