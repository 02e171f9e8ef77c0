import type { AdvanceAnswer, AdvanceInput } from '../../../activities/activities.ts';
import { advance } from '../../../activities/advance.ts';
import { createCapture } from '../../../activities/delivery/sender.ts';
import { createDelivery } from '../../../activities/delivery.ts';
import { systemActor } from '../../../crm/actor.ts';
import { forgetTestRuns } from '../../../crm/runs/forget-test-runs.ts';
import { listRuns, readRun } from '../../../crm/runs/read-runs.ts';
import { startTestRun } from '../../../crm/runs/start-test-run.ts';
import { listMessages } from '../../../crm/sending/list-messages.ts';
import type { SimulatedSubject } from '../../../crm/workflows/simulate-record.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { SimulatedEvent } from '../../../domain/run/simulation/simulation.ts';
import { pathOf, simulateWith } from '../../domain/run/simulate-with.ts';
import { engineWorld } from '../../harness/engine-world.ts';
import { inActivity } from '../../harness/in-activity.ts';

const now = new Date('2031-03-03T09:00:00.000Z');

const world = engineWorld();

const link = () => null;

/** Begins a test run and drives its carrier as Temporal does: every due time is the next now. */
async function testRun(key: string, subject: SimulatedSubject, events: readonly SimulatedEvent[] = []) {
  const { sandbox } = world.test;
  const { id } = await startTestRun(
    { db: world.db, sandbox, versions: world.versions, actor: systemActor },
    { key, subject, events, now },
  );
  const capture = createCapture();
  const senders = { email: capture, sms: capture, webhook: capture };
  const depsAt = (at: string) => ({
    ...world.deps,
    realm: 'test' as const,
    db: sandbox,
    delivery: createDelivery({ senders, db: sandbox, clock: () => new Date(at) }),
  });
  const [row] = await sandbox.query<{ carrierId: string }>('SELECT "carrierId" FROM run WHERE id = $1', [id]);
  for (let at: string | null = now.toISOString(); at !== null; ) {
    const input: AdvanceInput = { carrierId: row?.carrierId ?? '', realm: 'test', lane: 0, lanes: 1, now: at };
    const answer: AdvanceAnswer = await inActivity(() => advance(depsAt(input.now ?? ''), input));
    at = answer.state === 'done' ? null : answer.state === 'waiting' ? answer.dueAt : at;
  }
  return readRun([{ db: sandbox, actor: systemActor, link }], id);
}

async function publish(key: string, definition: JsonObject & { steps: JsonObject; start: string }): Promise<void> {
  await world.publish({ key, ...definition });
}

const counted = async (table: string, where = 'true') =>
  (await world.db.query(`SELECT 1 FROM "${table}" WHERE ${where}`)).length;
const tag = (name: string, next: string | null) => ({ type: 'add-tag', config: { tag: name }, next: { done: next } });

const drip = {
  start: 'mail',
  steps: {
    mail: { type: 'send-email', config: { template: 'welcome', topic: 'newsletter' }, next: { done: 'pause' } },
    pause: { type: 'wait', config: { for: 'P90D' }, next: { done: 'task' } },
    task: {
      type: 'create-task',
      config: { title: 'Call {{record.lastName}}', assignee: { field: 'owner' } },
      next: { done: 'tag' },
    },
    tag: tag('called', null),
  },
};

describe('a test run', () => {
  it('takes the whole way on its own clock, and leaves production as it is', async () => {
    await publish('drip', drip);
    const lead = await world.create('lead', {
      firstName: 'Ada',
      lastName: 'Test',
      email: 'ada@example.test',
      notes: 'Mine',
    });
    const before = {
      messages: await counted('message'),
      tasks: await counted('task'),
      runs: await counted('run'),
      audit: await counted('audit_entry'),
    };
    const run = await testRun('drip', { recordId: lead.id });
    expect(run).toMatchObject({
      state: 'completed',
      test: true,
      version: 0,
      workflow: 'drip',
      startedAt: now.toISOString(),
      endedAt: '2031-06-01T09:00:00.000Z',
    });
    expect(run.subject).toEqual({ type: 'lead', id: lead.id, title: 'Ada Test' });
    expect(run.steps.map(({ stepId }) => stepId)).toEqual(['mail', 'pause', 'task', 'tag']);
    const messages = await listMessages(world.test.sandbox, {
      actor: systemActor,
      filter: { recordType: 'lead', recordId: lead.id },
      limit: 10,
      after: null,
    });
    expect(messages).toMatchObject([
      { state: 'accepted', subject: 'Welcome, Ada', recordId: lead.id, createdAt: now, handOffAt: now, sentAt: now },
    ]);
    expect(await counted('lead', `id = '${lead.id}' AND version = 1 AND tags = '{}'`)).toBe(1);
    expect({
      messages: await counted('message'),
      tasks: await counted('task'),
      runs: await counted('run'),
      audit: await counted('audit_entry'),
    }).toEqual(before);
  });

  it('is found by the record it was begun for, in lists of test runs only', async () => {
    const lead = await world.create('lead', { firstName: 'Ben', lastName: 'Test', email: 'ben@example.test' });
    const run = await testRun('drip', { recordId: lead.id });
    const filter = { recordId: lead.id, workflow: 'drip', limit: 10 };
    expect(
      (await listRuns({ db: world.test.sandbox, actor: systemActor, link }, filter)).items.map(({ id }) => id),
    ).toEqual([run.id]);
    expect((await listRuns({ db: world.db, actor: systemActor, link }, filter)).items).toEqual([]);
  });

  it('takes the record of a person, its relations and what it owns along', async () => {
    await publish('deals', {
      subject: 'deal',
      start: 'rich',
      steps: {
        rich: {
          type: 'condition',
          config: {
            when: {
              and: [{ '>': [{ var: 'related.account.employees' }, 10] }, { '==': [{ count: ['offers', true] }, 2] }],
            },
          },
          next: { yes: 'mail', no: null },
        },
        mail: {
          type: 'send-email',
          config: { subject: '{{related.account.name}}', body: '<p>{{contact.firstName}}</p>', topic: 'newsletter' },
          next: { done: null },
        },
      },
    });
    const account = await world.create('account', { name: 'Acme', employees: 50 });
    const contact = await world.create('contact', {
      firstName: 'Cleo',
      lastName: 'Test',
      email: 'cleo@example.test',
      accountId: account.id,
    });
    const deal = await world.create('deal', { title: 'Big', accountId: account.id, contactId: contact.id });
    for (const title of ['One', 'Two']) await world.create('offer', { title, dealId: deal.id, contactId: contact.id });
    for (const turn of [1, 2]) {
      const run = await testRun('deals', { recordId: deal.id });
      expect([turn, run.steps.map(({ stepId, outlet }) => `${stepId}>${outlet}`)]).toEqual([
        turn,
        ['rich>yes', 'mail>done'],
      ]);
    }
    const messages = await world.test.sandbox.query<{ to: string; subject: string }>(
      `SELECT "to", subject FROM message WHERE "to" = 'cleo@example.test'`,
    );
    expect(messages).toEqual([
      { to: 'cleo@example.test', subject: 'Acme' },
      { to: 'cleo@example.test', subject: 'Acme' },
    ]);
  });

  it('waits in the zone of the account that only the contact names', async () => {
    await publish('zones', {
      subject: 'case',
      start: 'pause',
      steps: {
        pause: { type: 'wait', config: { at: { time: '12:34', zone: 'contact' } }, next: { done: null } },
      },
    });
    const account = await world.create('account', { name: 'Hudson', timezone: 'Asia/Kolkata' });
    const contact = await world.create('contact', { firstName: 'Zoe', accountId: account.id });
    const ticket = await world.create('case', { title: 'Broken', contactId: contact.id });
    const run = await testRun('zones', { recordId: ticket.id });
    expect(run.steps.map(({ endedAt }) => endedAt?.slice(11, 19))).toEqual(['07:04:00']);
  });

  it('runs for a record that there might be, and says what is wrong with one that there cannot', async () => {
    const run = await testRun('drip', { record: { firstName: 'May', lastName: 'Be', email: 'may@example.test' } });
    expect(run).toMatchObject({ state: 'completed', subject: { title: 'May Be' } });
    await expect(testRun('drip', { record: { lastName: 'Be', email: 'no mail' } })).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('knows what a person has said about messages', async () => {
    const lead = await world.create('lead', { firstName: 'Quiet', lastName: 'Test', email: 'quiet@example.test' });
    await world.db.query(
      `INSERT INTO suppression (channel, address, reason) VALUES ('email', 'quiet@example.test', 'hard-bounce')`,
    );
    const run = await testRun('drip', { recordId: lead.id });
    expect(run.steps[0]).toMatchObject({ stepId: 'mail', detail: { reason: 'suppressed' } });
  });

  it('events of its script happen at their time', async () => {
    await publish('listening', {
      start: 'ask',
      steps: {
        ask: {
          type: 'wait-for',
          config: { branches: [{ id: 'seen', event: 'page.viewed' }], timeout: 'P10D' },
          next: { seen: 'warm', timeout: 'cold' },
        },
        warm: tag('warm', null),
        cold: tag('cold', null),
      },
    });
    const lead = await world.create('lead', { firstName: 'Dee', lastName: 'Test', email: 'dee@example.test' });
    const seen = await testRun('listening', { recordId: lead.id }, [
      { at: '2031-03-06T09:00:00.000Z', type: 'page.viewed', properties: {} },
    ]);
    expect(seen.steps).toMatchObject([
      { stepId: 'ask', outlet: 'seen', endedAt: '2031-03-06T09:00:00.000Z' },
      { stepId: 'warm' },
    ]);
    const unseen = await testRun('listening', { recordId: lead.id });
    expect(unseen.steps).toMatchObject([
      { stepId: 'ask', outlet: 'timeout', endedAt: '2031-03-13T09:00:00.000Z' },
      { stepId: 'cold' },
    ]);
  });

  it.each<[string, JsonObject & { steps: JsonObject; start: string }, readonly SimulatedEvent[]]>([
    [
      'a change of the record that a wait is for',
      {
        start: 'ask',
        steps: {
          ask: {
            type: 'wait-for',
            config: { branches: [{ id: 'hot', when: { '==': [{ var: 'record.status' }, 'hot'] } }], timeout: 'P10D' },
            next: { hot: 'warm', timeout: null },
          },
          warm: tag('warm', null),
        },
      },
      [{ after: 'P3D', set: { status: 'hot' } }],
    ],
    [
      'a change of the record that ends the run',
      {
        enrollment: { exit: { '==': [{ var: 'record.status' }, 'junk'] } },
        start: 'pause',
        steps: {
          pause: { type: 'wait', config: { for: 'P10D' }, next: { done: 'late' } },
          late: tag('late', null),
        },
      },
      [{ after: 'P3D', set: { status: 'junk' } }],
    ],
    [
      'a task that is closed',
      {
        start: 'call',
        steps: {
          call: {
            type: 'create-task',
            config: { title: 'Call', wait: true, outcomes: ['reached', 'busy'], timeout: 'P10D' },
            next: { reached: 'warm', busy: 'again', done: null, timeout: null },
          },
          warm: tag('warm', null),
          again: tag('again', null),
        },
      },
      [{ at: '2031-03-05T10:00:00.000Z', task: 'call', outcome: 'busy' }],
    ],
    [
      'what one branch does and another waits for',
      {
        start: 'both',
        steps: {
          both: { type: 'parallel', config: { branches: ['a', 'b'] }, next: { a: 'ask', b: 'pause' } },
          ask: {
            type: 'wait-for',
            config: {
              branches: [
                { id: 'hot', when: { '==': [{ var: 'record.status' }, 'hot'] } },
                { id: 'told', event: 'told.it' },
              ],
              timeout: 'P10D',
            },
            next: { hot: 'ask2', told: null, timeout: null },
          },
          ask2: {
            type: 'wait-for',
            config: { branches: [{ id: 'told', event: 'told.it' }], timeout: 'P10D' },
            next: { told: 'warm', timeout: null },
          },
          warm: tag('warm', null),
          pause: { type: 'wait', config: { for: 'P1D' }, next: { done: 'set' } },
          set: { type: 'update-record', config: { set: { status: 'hot' } }, next: { done: 'more' } },
          more: { type: 'wait', config: { for: 'P1D' }, next: { done: 'tell' } },
          tell: { type: 'emit-event', config: { event: 'told.it' }, next: { done: null } },
        },
      },
      [],
    ],
  ])('sees what a simulation sees: %s', async (what, definition, events) => {
    const key = what.replaceAll(' ', '-');
    await publish(key, definition);
    const lead = await world.create('lead', { firstName: 'Gus', lastName: 'Test', status: 'new' });
    const run = await testRun(key, { recordId: lead.id }, events);
    const simulated = await simulateWith(
      { format: 1, key, name: key, subject: 'lead', triggers: [{ id: 'hand', type: 'manual' }], ...definition },
      { record: lead, events, now: now.toISOString(), zone: 'UTC' },
    );
    expect({
      path: run.steps.map(({ stepId, outlet }) => `${stepId}>${outlet ?? ''}`),
      at: run.steps.map(({ endedAt }) => endedAt),
      end: [run.state, run.endedAt],
    }).toEqual({
      path: pathOf(simulated),
      at: simulated.path.map(({ endedAt }) => endedAt),
      end: [simulated.end.state, simulated.end.at],
    });
  });

  it('looks back to what the record and its person did before, and takes none of it for news', async () => {
    await publish('looking-back', {
      subject: 'deal',
      start: 'news',
      steps: {
        news: {
          type: 'wait-for',
          config: { branches: [{ id: 'seen', event: 'page.viewed' }], timeout: 'P1D' },
          next: { seen: null, timeout: 'old' },
        },
        old: {
          type: 'wait-for',
          config: { branches: [{ id: 'seen', event: 'page.viewed' }], timeout: 'P1D', lookback: 'P30D' },
          next: { seen: 'viewed', timeout: null },
        },
        viewed: {
          type: 'condition',
          config: {
            when: { performed: ['page.viewed', { where: { '==': [{ var: 'event.properties.page' }, 'price'] } }] },
          },
          next: { yes: 'won', no: null },
        },
        won: {
          type: 'condition',
          config: {
            when: { performed: ['record.updated', { where: { '==': [{ var: 'event.properties.title' }, 'Big'] } }] },
          },
          next: { yes: null, no: null },
        },
      },
    });
    const contact = await world.create('contact', { lastName: 'Past', email: 'past@example.test' });
    const deal = await world.create('deal', { title: 'Small', contactId: contact.id });
    await world.change('deal', deal.id, { title: 'Big' });
    await world.happen({ type: 'page.viewed', properties: { page: 'price' }, email: 'past@example.test' });
    const run = await testRun('looking-back', { recordId: deal.id });
    expect(run.steps.map(({ stepId, outlet }) => `${stepId}>${outlet}`)).toEqual([
      'news>timeout',
      'old>seen',
      'viewed>yes',
      'won>yes',
    ]);
  });

  it('is forgotten after a week, with all that it left', async () => {
    const lead = await world.create('lead', { firstName: 'Fay', lastName: 'Test', email: 'fay@example.test' });
    const kept = await testRun('drip', { recordId: lead.id });
    const { sandbox } = world.test;
    const left = async () => {
      const tables = ['run', 'run_step', 'message', 'lead', 'task', 'event', 'audit_entry', 'consent', 'carrier'];
      const rows = await Promise.all(tables.map((table) => sandbox.query(`SELECT 1 FROM ${table}`)));
      return Object.fromEntries(tables.map((table, n) => [table, rows[n]?.length ?? 0]));
    };
    const before = await left();
    expect(await forgetTestRuns(sandbox, new Date(Date.now() + 6 * 86_400_000))).toBe(0);
    expect(await left()).toEqual(before);
    expect(await forgetTestRuns(sandbox, new Date(Date.now() + 8 * 86_400_000))).toBe(before.run);
    expect(Object.values(await left()).every((count) => count === 0)).toBe(true);
    await expect(readRun([{ db: sandbox, actor: systemActor, link }], kept.id)).rejects.toMatchObject({
      code: 'run-not-found',
    });
    const again = await testRun('drip', { recordId: lead.id });
    expect(again.state).toBe('completed');
  });

  it('starts no other workflow', async () => {
    await publish('starter', {
      start: 'start',
      steps: {
        start: { type: 'start-workflow', config: { workflow: 'drip', wait: 'all' }, next: { done: 'tag' } },
        tag: tag('after', null),
      },
    });
    const lead = await world.create('lead', { firstName: 'Eve', lastName: 'Test', email: 'eve@example.test' });
    const run = await testRun('starter', { recordId: lead.id });
    expect(run).toMatchObject({ state: 'completed', children: [] });
  });
});
