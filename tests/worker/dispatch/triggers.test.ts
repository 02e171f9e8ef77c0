import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../domain/json.ts';
import { engineWorld } from '../../harness/engine-world.ts';

const world = engineWorld();

const wait = { type: 'wait', config: { for: 'P1D' }, next: { done: null } };
const is = (field: string, value: string) => ({ '==': [{ var: field }, value] });

/** Publishes a workflow that only waits, with these triggers. */
const listen = (key: string, triggers: readonly JsonObject[], more: JsonObject = {}) =>
  world.publish({
    key,
    start: 's',
    steps: { s: wait },
    enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' },
    triggers: triggers.map((trigger, n) => ({ id: `t${n}`, ...trigger })),
    ...more,
  });
const started = async (key: string) => (await world.runsOf(key)).length;

describe('records', () => {
  test('created, updated, saved and deleted, with fields and conditions on old and new values', async () => {
    const mine = { '==': [{ var: 'record.company' }, 'records'] };
    const on = (verb: string, more: JsonObject = {}) => [{ type: 'record', on: verb, when: mine, ...more }];
    await listen('on-created', on('created'));
    await listen('on-updated', on('updated'));
    await listen('on-saved', on('saved'));
    await listen('on-deleted', on('deleted'));
    await listen('on-score', on('updated', { fields: ['score'] }));
    await listen('on-status-or-score', on('saved', { fields: ['score', 'status'] }));
    await listen('to-hot', on('updated', { when: { and: [mine, { changedTo: ['status', 'hot'] }] } }));
    await listen('from-new', on('updated', { when: { and: [mine, { changedFrom: ['status', 'new'] }] } }));
    await listen(
      'grown',
      on('updated', { when: { and: [mine, { '>': [{ var: 'record.score' }, { var: 'previous.score' }] }] } }),
    );
    const lead = await world.create('lead', { firstName: 'A', company: 'records' });
    await world.settle();
    await world.change('lead', lead.id, { score: 5 });
    await world.settle();
    await world.change('lead', lead.id, { score: 5 });
    await world.change('lead', lead.id, { status: 'hot' });
    await world.settle();
    await world.change('lead', lead.id, { score: 3, title: 'CTO' });
    await world.settle();
    await world.write({ kind: 'delete', type: 'lead', id: lead.id });
    await world.settle();
    const expected = {
      'on-created': 1,
      'on-updated': 3,
      'on-saved': 4,
      'on-deleted': 1,
      'on-score': 2,
      'on-status-or-score': 4,
      'to-hot': 1,
      'from-new': 1,
      grown: 1,
    };
    const counts = await Promise.all(Object.keys(expected).map(async (key) => [key, await started(key)]));
    expect(Object.fromEntries(counts)).toEqual(expected);
  });

  test('"enters" starts when the condition becomes true, not while it stays true', async () => {
    const when = { and: [is('record.company', 'enters'), { '>=': [{ var: 'record.score' }, 50] }] };
    await listen('enters', [{ type: 'record', on: 'saved', when, enters: true }]);
    const lead = await world.create('lead', { firstName: 'E', company: 'enters', score: 60 });
    for (const score of [70, 10, 55, 56]) {
      await world.change('lead', lead.id, { score });
      await world.settle();
    }
    expect(await started('enters')).toBe(2);
  });

  test('conditions over related records and the owner are no guards of the index', async () => {
    const account = await world.create('account', { name: 'Guarded', industry: 'steel' });
    await listen(
      'related-guard',
      [{ type: 'record', on: 'created', when: { '==': [{ var: 'related.account.industry' }, 'steel'] } }],
      { subject: 'deal' },
    );
    await world.create('deal', { title: 'Guarded', accountId: account.id });
    await world.settle();
    expect(await started('related-guard')).toBe(1);
  });

  test('a write of a run does not start its own workflow again, unless the trigger says so', async () => {
    const tag = (n: string) => ({ type: 'adjust-score', config: { by: 1 }, next: { done: n } });
    for (const ownWrites of [false, true]) {
      await listen(
        `own-${ownWrites}`,
        [{ type: 'record', on: 'saved', fields: ['score'], ownWrites, when: is('record.company', `own-${ownWrites}`) }],
        {
          start: 'a',
          steps: { a: tag('s'), s: wait },
        },
      );
    }
    await world.create('lead', { firstName: 'O', company: 'own-false' });
    await world.create('lead', { firstName: 'O', company: 'own-true' });
    await world.settle();
    expect(await started('own-false')).toBe(1);
    // It answers itself until the chain of causes is at its limit.
    expect(await started('own-true')).toBe(5);
  });
});

describe('events', () => {
  test('of a record, with a condition over event and record', async () => {
    const when = { and: [is('event.properties.plan', 'pro'), is('record.company', 'events')] };
    await listen('upgraded', [{ type: 'event', event: 'plan.chosen', when }]);
    const lead = await world.create('lead', { firstName: 'E', email: 'e@events.test', company: 'events' });
    await world.happen({ type: 'plan.chosen', email: 'e@events.test', properties: { plan: 'pro' } });
    await world.happen({ type: 'plan.chosen', email: 'e@events.test', properties: { plan: 'free' } });
    await world.settle();
    expect((await world.runsOf('upgraded')).map(({ data }) => data.subject.id)).toEqual([lead.id]);
  });

  test('that name no record find one by their values, or make it once', async () => {
    const value = (path: string) => ({ rule: { var: `event.properties.${path}` } });
    const subject = { find: { email: value('mail') }, create: { firstName: value('name'), source: 'found' } };
    await listen('signups', [{ type: 'event', event: 'signup', subject }]);
    await listen('signups-known', [{ type: 'event', event: 'signup', subject: { find: { email: value('mail') } } }]);
    for (const name of ['Nia', 'Nia']) {
      await world.happen({ type: 'signup', properties: { mail: 'nia@signup.test', name } });
      await world.settle();
    }
    const leads = await world.db.query<{ firstName: string }>(
      `SELECT "firstName" FROM lead WHERE email = 'nia@signup.test'`,
    );
    expect(leads).toEqual([{ firstName: 'Nia' }]);
    expect([await started('signups'), await started('signups-known')]).toEqual([2, 2]);
  });

  test('that are linked to one record and look for another are about the one that is looked for, or nobody', async () => {
    const find = { email: { rule: { var: 'event.properties.referred' } } };
    await listen('referred', [{ type: 'event', event: 'referral', subject: { find } }]);
    await listen('referrers', [{ type: 'event', event: 'referral' }]);
    const ann = await world.create('lead', { firstName: 'Ann', email: 'ann@referral.test' });
    const bob = await world.create('lead', { firstName: 'Bob', email: 'bob@referral.test' });
    for (const properties of [{ referred: 'bob@referral.test' }, { referred: 'stranger@referral.test' }, {}])
      await world.happen({ type: 'referral', email: 'ann@referral.test', properties });
    await world.settle();
    const subjectsOf = async (key: string) => (await world.runsOf(key)).map(({ data }) => data.subject.id);
    expect([await subjectsOf('referred'), new Set(await subjectsOf('referrers'))]).toEqual([
      [bob.id],
      new Set([ann.id]),
    ]);
  });

  test('a record is found and made by texts over the event as well', async () => {
    const text = (path: string) => ({ text: `{{event.properties.${path}}}` });
    const subject = { find: { email: text('mail') }, create: { firstName: text('name') } };
    await listen('texts', [{ type: 'event', event: 'texts', subject }]);
    for (const properties of [{ mail: 'Tea@texts.test', name: 'Tea' }, { mail: 'tea@texts.test' }, { name: 'Nobody' }])
      await world.happen({ type: 'texts', properties });
    await world.settle();
    const leads = await world.db.query(`SELECT "firstName" FROM lead WHERE email = 'tea@texts.test'`);
    expect([leads, await started('texts')]).toEqual([[{ firstName: 'Tea' }], 2]);
  });

  test('no record is made for an event whose rule says by the event alone that it starts nothing', async () => {
    const email = { rule: { var: 'event.properties.mail' } };
    const when = { '===': [{ var: 'event.properties.a' }, 1] };
    await listen('ruled', [{ type: 'event', event: 'ruled', when, subject: { find: { email }, create: true } }]);
    await world.happen({ type: 'ruled', properties: { mail: 'no@ruled.test', a: '1' } });
    await world.happen({ type: 'ruled', properties: { mail: 'yes@ruled.test', a: 1 } });
    await world.settle();
    const made = await world.db.query(`SELECT email FROM lead WHERE email LIKE '%@ruled.test'`);
    expect([made, await started('ruled')]).toEqual([[{ email: 'yes@ruled.test' }], 1]);
  });

  test('whose record cannot be made are told to a person and hold up nothing', async () => {
    const subject = { find: { email: { rule: { var: 'event.properties.mail' } } }, create: true };
    await listen('unmade', [{ type: 'event', event: 'unmade', subject }]);
    const lead = await world.create('lead', { email: 'known@unmade.test' });
    for (const mail of ['no address', 'known@unmade.test'])
      await world.happen({ type: 'unmade', properties: { mail } });
    await world.settle();
    expect((await world.runsOf('unmade')).map(({ data }) => data.subject.id)).toEqual([lead.id]);
    const incidents = await world.db.query('SELECT kind, code, message FROM incident WHERE "workflowKey" = $1', [
      'unmade',
    ]);
    expect(incidents).toEqual([
      { kind: 'event', code: 'invalid', message: expect.stringMatching(/trigger "t0" .* event unmade: \/email /) },
    ]);
  });

  test('make nothing approved by what they carry', async () => {
    const value = (path: string) => ({ rule: { var: `event.properties.${path}` } });
    const subject = { find: { title: value('title') }, create: { status: value('status') } };
    await listen('outside', [{ type: 'event', event: 'outside', subject }], { subject: 'offer' });
    for (const status of ['approved', 'draft'])
      await world.happen({ type: 'outside', properties: { title: `Outside, ${status}`, status } });
    await world.settle();
    const made = await world.db.query(`SELECT title, status FROM offer WHERE title LIKE 'Outside%'`);
    expect([made, await started('outside')]).toEqual([[{ title: 'Outside, draft', status: 'draft' }], 1]);
    const incidents = await world.db.query(`SELECT code, message FROM incident WHERE "workflowKey" = 'outside'`);
    expect(incidents).toEqual([{ code: 'forbidden', message: expect.stringContaining('offers:approve') }]);
  });

  test('that carry more than a rule may look at keep out the workflow of that rule alone, which is told', async () => {
    const some = { some: [{ var: 'event.properties.items' }, { '==': [{ var: '' }, 7] }] };
    await listen('costly', [{ type: 'event', event: 'bulky', when: some }]);
    await listen('cheap', [{ type: 'event', event: 'bulky' }]);
    const lead = await world.create('lead', { firstName: 'Bulk' });
    const items = Array.from({ length: 1_001 }, (_, n) => n);
    await world.happen({ type: 'bulky', recordType: 'lead', recordId: lead.id, properties: { items } });
    await world.settle();
    expect([await started('costly'), await started('cheap')]).toEqual([0, 1]);
    const incidents = await world.db.query('SELECT kind, code FROM incident WHERE "workflowKey" = $1', ['costly']);
    expect(incidents).toEqual([{ kind: 'event', code: 'rule-too-costly' }]);
  });

  test('start the other workflows where one has a version that nobody can read', async () => {
    await listen('readable', [{ type: 'event', event: 'still.read' }]);
    const unreadable = { steps: { s: { type: 'of-another-release' } } };
    await world.db.query(
      `WITH w AS (UPDATE workflow SET "changeSeq" = nextval('workflow_change_seq') WHERE key = 'readable' RETURNING id),
         o AS (INSERT INTO workflow (id, key, name, subject, state, draft, "activeSince", "publishedVersion", "changeSeq")
           VALUES (gen_random_uuid(), 'unreadable', 'U', 'lead', 'active', '{}', 'epoch', 1, nextval('workflow_change_seq')) RETURNING id)
       INSERT INTO workflow_version (id, "workflowId", version, definition, hash) SELECT gen_random_uuid(), id, 1, $1::jsonb, 'h' FROM o`,
      [JSON.stringify(unreadable)],
    );
    const lead = await world.create('lead', { firstName: 'Still' });
    await world.happen({ type: 'still.read', recordType: 'lead', recordId: lead.id });
    await world.settle();
    expect(await started('readable')).toBe(1);
  });

  test('with the same id, ten times, are one run', async () => {
    await listen('once', [{ type: 'event', event: 'order.paid' }]);
    const lead = await world.create('lead', { firstName: 'Once', email: 'once@events.test' });
    await Promise.all(
      Array.from({ length: 10 }, () =>
        world.happen({ id: 'paid-1', type: 'order.paid', recordType: 'lead', recordId: lead.id }),
      ),
    );
    await world.settle();
    expect(await started('once')).toBe(1);
  });

  test('a run that starts a workflow gives it its input and is in its chain', async () => {
    await listen('started', [{ type: 'run' }], { variables: [{ name: 'x', type: 'number' }] });
    await listen('starter', [{ type: 'event', event: 'start.it' }], {
      start: 'go',
      steps: { go: { type: 'start-workflow', config: { workflow: 'started', input: { x: 7 } }, next: { done: null } } },
    });
    const lead = await world.create('lead', { firstName: 'S' });
    await world.happen({ type: 'start.it', recordType: 'lead', recordId: lead.id });
    await world.settle();
    const [parent] = await world.runsOf('starter');
    const [child] = await world.runsOf('started');
    expect(child).toMatchObject({ parentRunId: parent?.data.id, data: { vars: { x: 7 } } });
    expect(child?.cause.map(({ workflow }) => workflow)).toEqual(['starter']);
  });

  test('that workflows answer each other with end at the hop limit, with one incident that names the chain', async () => {
    const answer = (key: string, hears: string, says: string) =>
      listen(key, [{ type: 'event', event: hears }], {
        start: 'say',
        steps: { say: { type: 'emit-event', config: { event: says }, next: { done: null } } },
      });
    await answer('ping', 'ball.ping', 'ball.pong');
    await answer('pong', 'ball.pong', 'ball.ping');
    const lead = await world.create('lead', { firstName: 'P' });
    await world.happen({ type: 'ball.ping', recordType: 'lead', recordId: lead.id });
    await world.settle();
    expect([await started('ping'), await started('pong')]).toEqual([3, 2]);
    const incidents = await world.db.query<{ code: string; message: string }>(
      `SELECT code, message FROM incident WHERE kind = 'chain' AND "workflowKey" IN ('ping', 'pong')`,
    );
    expect(incidents).toEqual([
      { code: 'hop-limit', message: expect.stringContaining('ping → pong → ping → pong → ping → pong') },
    ]);
  });
});
