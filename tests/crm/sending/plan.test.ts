import { planMessages } from '../../../crm/sending/plan.ts';
import { planCalls } from '../../../crm/sending/plan-calls.ts';
import { readMessages } from '../../../crm/sending/read-messages.ts';
import type { Plan, SendRequest } from '../../../crm/sending/send-request.ts';
import { noon, requestOf, sendingWorld } from '../../harness/sending-world.ts';

const world = sendingWorld({
  welcome: '<p>Hello {{record.firstName}}, <a href="https://example.test/a?b=1&amp;c=2">read</a></p>',
  needs: '<p>{{record.city}}</p>',
});

const plan = (...requests: SendRequest[]) => world.plan(requests);
const rowOf = (result: Plan | undefined) => {
  if (!result || result.kind === 'failed') throw new Error(`no row: ${JSON.stringify(result)}`);
  return world.row(result.messageId);
};
const withdraw = (address: string, topic: string, state = 'withdrawn', channel = 'email') =>
  world.db.query(
    'INSERT INTO consent (id, channel, address, topic, state, at) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)',
    [channel, address, topic, state, noon],
  );
const mail = { channel: 'email', template: 'welcome', topic: 'newsletter' } as const;

describe('planning a mail', () => {
  it('reserves a rendered row with what makes it marketing', async () => {
    const run = await world.run();
    const person = await world.lead({ email: 'Ann@Example.test' });
    const [result] = await plan(requestOf(run, { person, message: mail }));
    expect(result).toMatchObject({ kind: 'planned', channel: 'email' });
    const row = await rowOf(result);
    expect(row).toMatchObject({
      state: 'planned',
      to: 'ann@example.test',
      subject: 'Hello Ann',
      class: 'marketing',
      topic: 'newsletter',
      personId: person.id,
      runId: run.id,
      template: 'welcome',
    });
    expect(row.payload).toMatchObject({
      from: 'Sales <sales@example.test>',
      toName: 'Ann',
      listId: 'newsletter.example.test',
      pixel: true,
      links: ['https://example.test/a?b=1&c=2'],
    });
    expect(row.payload?.key).toMatch(/^<[0-9a-f]{32}@example\.test>$/);
    // The footer, for the template has no unsubscribe link of its own.
    expect(row.html).toContain('https://crm.example.test/u/');
    expect(row.body).toContain('Unsubscribe: https://crm.example.test/u/');
  });

  it('answers the same key from its row, and makes a new attempt only after a refusal', async () => {
    const run = await world.run();
    const request = requestOf(run, {
      person: await world.lead({ email: 'twice@example.test' }),
      message: mail,
    });
    const [first] = await plan(request);
    const [second] = await plan(request);
    expect(first).toMatchObject(second ?? {});
    const row = await rowOf(first);
    await world.db.query(`UPDATE message SET state = 'accepted' WHERE id = $1`, [row.id]);
    expect((await plan(request))[0]).toEqual({
      kind: 'answered',
      messageId: row.id,
      answer: { outcome: 'accepted', messageIds: [row.id] },
    });
    await world.db.query(`UPDATE message SET state = 'rejected' WHERE id = $1`, [row.id]);
    const again = await rowOf((await plan(request))[0]);
    expect(again).toMatchObject({ attempt: 2, state: 'planned', payload: { key: row.payload?.key } });
    expect(again.id).not.toBe(row.id);
  });

  it('skips with a reason, and keeps the row', async () => {
    const run = await world.run();
    await withdraw('gone@example.test', 'newsletter');
    await withdraw('all@example.test', '*');
    await world.db.query(
      `INSERT INTO suppression (channel, address, reason) VALUES ('email', 'bounced@example.test', 'hard-bounce')`,
    );
    const cases = [
      ['gone@example.test', mail, 'unsubscribed'],
      ['all@example.test', mail, 'unsubscribed'],
      ['new@example.test', { ...mail, topic: 'research' }, 'no-consent'],
      ['bounced@example.test', { ...mail, topic: 'service' }, 'suppressed'],
      ['not an address', mail, 'invalid-address'],
      [undefined, mail, 'no-address'],
    ] as const;
    const requests = await Promise.all(
      cases.map(async ([email, message], n) =>
        requestOf(run, {
          person: await world.lead(email === undefined ? {} : { email }),
          message,
          stepId: `step-${n}`,
        }),
      ),
    );
    const plans = await plan(...requests, requestOf(run, { person: null, message: mail, stepId: 'nobody' }));
    expect(plans.map((item) => (item.kind === 'skipped' ? item.reason : item.kind))).toEqual([
      ...cases.map(([, , reason]) => reason),
      'no-person',
    ]);
    for (const item of plans) expect((await rowOf(item)).state).toBe('skipped');
  });

  it('sends transactional mail in spite of a withdrawal, without a list', async () => {
    const run = await world.run();
    await withdraw('service@example.test', '*');
    const person = await world.lead({ email: 'service@example.test' });
    const row = await rowOf((await plan(requestOf(run, { person, message: { ...mail, topic: 'service' } })))[0]);
    expect(row).toMatchObject({ state: 'planned', class: 'transactional' });
    expect(row.payload).not.toHaveProperty('listId');
    expect(row.payload).not.toHaveProperty('links');
    expect(row.html).not.toContain('/u/');
  });

  it('treats a missing value as the step says', async () => {
    const run = await world.run();
    const person = await world.lead({ email: 'missing@example.test' });
    const ask = (missing: 'block' | 'skip' | 'empty') =>
      requestOf(run, { person, message: { channel: 'email', template: 'needs', missing }, stepId: missing });
    const [block, skip, empty] = await plan(ask('block'), ask('skip'), ask('empty'));
    expect(block).toMatchObject({ kind: 'failed', code: 'missing-value' });
    expect(skip).toMatchObject({ kind: 'skipped', reason: 'missing-value' });
    expect(empty?.kind).toBe('planned');
  });

  it('fails for what is no fault of the person', async () => {
    const run = await world.run();
    const person = await world.lead({
      email: 'faults@example.test',
      firstName: 'A\r\nBcc: x@example.test',
    });
    const plans = await plan(
      requestOf(run, { person, message: { channel: 'email', template: 'nothing' }, stepId: 'a' }),
      requestOf(run, { person, message: { ...mail, topic: 'nothing' }, stepId: 'b' }),
      requestOf(run, { person, message: { channel: 'email', subject: '{{#if}}', body: 'x' }, stepId: 'c' }),
      requestOf(run, { person, message: mail, stepId: 'd' }),
    );
    expect(plans.map((item) => item.kind === 'failed' && item.code)).toEqual([
      'template-missing',
      'unknown-topic',
      'template-invalid',
      'header-injection',
    ]);
    expect(await world.db.query('SELECT 1 FROM message WHERE "runId" = $1', [run.id])).toHaveLength(0);
  });

  it('sends to an address of its own, and to users', async () => {
    const run = await world.run();
    const person = await world.lead({ email: 'own@example.test' });
    const [user] = await world.db.query<{ id: string }>(
      `INSERT INTO "user" (id, email, name, "roleKeys") VALUES (gen_random_uuid(), 'olga@example.test', 'Olga Owner', '{}') RETURNING id`,
    );
    const plans = await plan(
      requestOf(run, {
        person,
        message: { channel: 'email', to: 'boss@example.test', subject: 'Hi', body: '<b>x</b>' },
        stepId: 'a',
      }),
      requestOf(run, {
        person,
        message: { channel: 'email', users: [user?.id ?? ''], subject: 'Hi', body: '<b>x</b>' },
        stepId: 'b',
      }),
      requestOf(run, {
        person,
        message: { channel: 'app', users: [user?.id ?? ''], body: 'Call {{record.firstName}}' },
        stepId: 'c',
      }),
    );
    expect(await rowOf(plans[0])).toMatchObject({ to: 'boss@example.test', personId: null, body: 'x' });
    expect(await rowOf(plans[1])).toMatchObject({ to: 'olga@example.test', personId: null });
    expect(plans[2]?.kind).toBe('answered');
    expect(await rowOf(plans[2])).toMatchObject({ channel: 'app', state: 'accepted', to: user?.id, body: 'Call Ann' });
  });

  it('writes the footer in the language of the reader', async () => {
    const run = await world.run();
    const person = await world.lead({ email: 'pl@example.test', language: 'pl' });
    expect((await rowOf((await plan(requestOf(run, { person, message: mail })))[0])).body).toContain(
      'Wypisz się: https://',
    );
  });
});

it('plans 500 messages in a handful of statements', async () => {
  const person = await world.lead({ email: 'many@example.test', phone: '+12025550123' });
  const run = await world.run();
  const requests = Array.from({ length: 500 }, (_, n) =>
    requestOf(run, {
      person,
      message: n % 2 ? mail : { channel: 'sms', body: 'Hi {{record.firstName}}' },
      stepId: `s${n}`,
    }),
  );
  let statements = 0;
  const plans = await world.db.transaction((tx) =>
    planMessages(
      {
        ...tx,
        query: (...args) => {
          statements += 1;
          return tx.query(...args);
        },
      },
      world.deps,
      requests,
      noon,
    ),
  );
  expect(plans.every(({ kind }) => kind === 'planned')).toBe(true);
  expect(statements).toBeLessThan(8);
});

it('reserves calls without what may be secret in their address', async () => {
  const run = await world.run();
  const key = { runId: run.id, stepId: 'call', visit: 1, ordinal: 0 };
  const request = { method: 'POST', url: 'https://api.example.test/in?token=secret', timeoutMs: 1000, body: { a: 1 } };
  const asked = { key, workflowKey: 'nurture', subject: { type: 'lead', id: run.id }, fence: 1, request };
  const [first] = await world.db.transaction((tx) => planCalls(tx, [asked], noon));
  const [again] = await world.db.transaction((tx) => planCalls(tx, [asked], noon));
  expect(again).toEqual(first);
  if (first?.kind !== 'planned') throw new Error('not planned');
  const [row] = await readMessages(world.db, [first.messageId]);
  expect(row).toMatchObject({
    channel: 'webhook',
    state: 'planned',
    to: 'https://api.example.test/in',
    payload: { request },
  });
  const malformed = { ...asked, key: { ...key, stepId: 'other' }, request: { ...request, url: 'nowhere' } };
  expect(await world.db.transaction((tx) => planCalls(tx, [malformed], noon))).toMatchObject([
    { kind: 'failed', code: 'url-malformed' },
  ]);
});
