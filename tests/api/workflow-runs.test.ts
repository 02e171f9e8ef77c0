import { definition, workflowApi } from '../harness/workflow-api.ts';

const { call, database, keyOf, lead, published } = workflowApi();

describe('starting by hand', () => {
  it('makes a run on the published version, once by the enrollment rules', async () => {
    await published('started');
    const recordId = await lead();
    const { status, body } = await call('POST', '/api/workflows/started/runs', { recordId });
    expect(status).toBe(201);
    const run = await call('GET', `/api/runs/${String(body.id)}`);
    expect(run.body).toMatchObject({
      workflow: 'started',
      version: 1,
      state: 'running',
      subject: { type: 'lead', id: recordId },
      positions: [{ stepId: 'pause' }],
    });
    expect(run.body.steps).toMatchObject([{ stepId: 'pause', type: 'wait', endedAt: null }]);
    const again = await call('POST', '/api/workflows/started/runs', { recordId });
    expect(again).toMatchObject({ status: 409, body: { code: 'not-enrolled', issues: [{ code: 'already-running' }] } });
    const why = await call('GET', `/api/workflows/started/why?recordId=${recordId}`);
    expect(why.body.enrollments).toMatchObject([
      { state: 'refused', reason: 'already-running', runId: null },
      { state: 'started', reason: null, runId: body.id },
    ]);
    expect(
      (await call('GET', `/api/runs?workflow=started&recordId=${recordId}&state=running&step=pause`)).body.items,
    ).toHaveLength(1);
    expect((await call('GET', '/api/runs?workflow=started&step=tag')).body.items).toEqual([]);
    expect((await call('GET', '/api/workflows/started')).body).toMatchObject({ activeRuns: 1 });
    expect((await call('GET', '/api/workflows/started/stats')).body).toMatchObject({
      runs: { running: 1 },
      steps: [{ stepId: 'pause', standing: 1 }],
    });
  });

  it('the same Idempotency-Key starts one run', async () => {
    await published('started-once');
    const recordId = await lead();
    const headers = { 'idempotency-key': 'one-start' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call('POST', '/api/workflows/started-once/runs', { recordId }, { headers })),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('keys are a caller’s own: two that use the same one start a run each', async () => {
    await published('two-callers', { enrollment: { reentry: { mode: 'always' }, concurrency: 'parallel' } });
    const recordId = await lead();
    const headers = { 'idempotency-key': 'same' };
    const start = async (path: string, json: unknown) =>
      (await call('POST', `/api/workflows/two-callers/${path}`, json, { headers, key: await keyOf('admin') })).body;
    expect((await start('runs', { recordId })).id).not.toBe((await start('runs', { recordId })).id);
    expect(await start('enrollments', { ids: [recordId] })).toMatchObject({ enrolled: 1 });
    expect(await start('enrollments', { ids: [recordId] })).toMatchObject({ enrolled: 1 });
  });

  it('what was refused may be tried again with its Idempotency-Key', async () => {
    await published('tried-again');
    const recordId = await lead();
    const { body } = await call('POST', '/api/workflows/tried-again/runs', { recordId });
    const headers = { 'idempotency-key': 'two-starts' };
    const start = () => call('POST', '/api/workflows/tried-again/runs', { recordId }, { headers });
    expect([(await start()).status, (await start()).status]).toEqual([409, 409]);
    await call('POST', `/api/runs/${String(body.id)}/cancel`, {});
    const started = await start();
    expect(started.status).toBe(201);
    expect((await start()).body).toEqual(started.body);
  });

  it('a run is read by whom its record is: it quotes it', async () => {
    await published('quoted');
    const recordId = await lead();
    const { body } = await call('POST', '/api/workflows/quoted/runs', { recordId });
    const runs = async (key: string) => {
      const list = await call('GET', '/api/runs?workflow=quoted', undefined, { key });
      const one = await call('GET', `/api/runs/${String(body.id)}`, undefined, { key });
      return [(list.body.items as unknown[]).length, one.status];
    };
    const role = (scope: string) => [
      { resource: 'run', action: 'read', scope: 'all' },
      { resource: 'lead', action: 'read', scope },
    ];
    for (const scope of ['own', 'all'])
      await call('PUT', `/api/roles/reads-${scope}`, { name: scope, permissions: role(scope) });
    expect(await runs(await keyOf('reads-own'))).toEqual([0, 404]);
    expect(await runs(await keyOf('reads-all'))).toEqual([1, 200]);
  });

  it('is refused for what is not there, not active or not startable', async () => {
    const recordId = await lead();
    await call('POST', '/api/workflows', definition('only-draft'));
    await published('no-hand', { triggers: [{ id: 'run', type: 'run' }] });
    expect((await call('POST', '/api/workflows/only-draft/runs', { recordId })).body.code).toBe('workflow-not-active');
    expect((await call('POST', '/api/workflows/no-hand/runs', { recordId })).body.code).toBe('conflict');
    expect((await call('POST', '/api/workflows/nowhere/runs', { recordId })).body.code).toBe('workflow-not-found');
    const missing = '0190a0a0-0000-7000-8000-000000000000';
    expect((await call('POST', '/api/workflows/started/runs', { recordId: missing })).body.code).toBe(
      'record-not-found',
    );
    expect((await call('POST', '/api/workflows/started/runs', { recordId, input: { nothing: 1 } })).body.code).toBe(
      'invalid',
    );
    expect((await call('POST', '/api/workflows/started/runs', { recordId: 'x' })).status).toBe(422);
  });

  it('many at once share a carrier; the dry run counts', async () => {
    await published('many');
    const ids = await Promise.all(Array.from({ length: 7 }, () => lead({ source: 'many-at-once' })));
    const where = { '==': [{ var: 'record.source' }, 'many-at-once'] };
    expect((await call('POST', '/api/workflows/many/enrollments', { where, dryRun: true })).body).toEqual({ count: 7 });
    expect((await call('POST', '/api/workflows/many/enrollments', { ids: ids.slice(0, 3) })).body).toMatchObject({
      count: 3,
      enrolled: 3,
    });
    expect((await call('POST', '/api/workflows/many/enrollments', { where })).body).toMatchObject({
      count: 7,
      enrolled: 4,
      refused: { 'already-running': 3 },
    });
    const carriers = await database().query<{ queue: string; active: number }>(
      `SELECT DISTINCT c.id, c.queue, c.active FROM run r JOIN carrier c ON c.id = r."carrierId" WHERE r."workflowKey" = 'many' ORDER BY c.active`,
    );
    expect(carriers.map(({ queue, active }) => [queue, active])).toEqual([
      ['bulk', 3],
      ['bulk', 4],
    ]);
    expect((await call('POST', '/api/workflows/many/enrollments', {})).status).toBe(422);
    expect((await call('POST', '/api/workflows/many/enrollments', { where: { nosuch: [1] } })).body.code).toBe(
      'invalid-rule',
    );
  });

  it('publishing can take in what meets the triggers already', async () => {
    await lead({ source: 'for-existing' });
    await lead({ source: 'for-existing' });
    await call('POST', '/api/workflows', definition('existing'));
    expect(
      (await call('POST', '/api/workflows/existing/publish', { enrollExisting: true, dryRun: true })).body,
    ).toMatchObject({ existing: { count: 2 } });
    expect((await call('POST', '/api/workflows/existing/publish', { enrollExisting: true })).body).toMatchObject({
      version: 1,
      existing: { enrolled: 2 },
    });
    for (const { id } of (await call('GET', '/api/runs?workflow=existing')).body.items as { id: string }[])
      await call('POST', `/api/runs/${id}/cancel`, {});
    // Each record once for a version, whatever re-entry would allow.
    expect((await call('POST', '/api/workflows/existing/publish', { enrollExisting: true })).body).toMatchObject({
      unchanged: true,
      existing: { enrolled: 0, refused: { duplicate: 2 } },
    });
  });

  it('publishing takes nobody in without the right to enroll', async () => {
    const permissions = ['publish', 'edit', 'read'].map((action) => ({ resource: 'workflow', action, scope: 'all' }));
    await call('PUT', '/api/roles/publisher', { name: 'Publisher', permissions });
    await call('POST', '/api/workflows', definition('publisher'));
    const publish = async (json: unknown) =>
      (await call('POST', '/api/workflows/publisher/publish', json, { key: await keyOf('publisher') })).status;
    expect([await publish({ enrollExisting: true }), await publish({})]).toEqual([403, 200]);
  });
});

describe('why', () => {
  it('tells what became of matches and how the rules judge a record now', async () => {
    await published('asked', {
      enrollment: {
        reentry: { mode: 'never' },
        concurrency: 'single',
        exit: { '==': [{ var: 'record.status' }, 'junk'] },
      },
    });
    const recordId = await lead({ source: 'for-asked', status: 'junk' });
    const before = await call('GET', `/api/workflows/asked/why?recordId=${recordId}`);
    expect(before.body).toMatchObject({
      enrollments: [],
      now: {
        triggers: [
          { id: 'by-hand', when: null },
          { id: 'made', when: { value: true } },
        ],
        exit: { value: true, trace: { value: true } },
        decision: { kind: 'refuse', reason: 'exit-true' },
      },
    });
    await call('PATCH', `/api/records/lead/${recordId}`, { status: 'new' });
    await call('POST', '/api/workflows/asked/runs', { recordId });
    const after = await call('GET', `/api/workflows/asked/why?recordId=${recordId}`);
    expect(after.body).toMatchObject({
      enrollments: [{ state: 'started', triggerId: 'by-hand' }],
      now: { decision: { kind: 'refuse', reason: 'already-ran' } },
    });
  });
});

describe('simulation', () => {
  const drip = {
    start: 'mail',
    steps: {
      mail: { type: 'send-email', config: { template: 'welcome', topic: 'newsletter' }, next: { done: 'pause' } },
      pause: { type: 'wait', config: { for: 'P15D' }, next: { done: 'tag' } },
      tag: { type: 'add-tag', config: { tag: 'seen' }, next: { done: null } },
    },
  };

  it('of a stored record and of one that there might be: path, messages, writes, end', async () => {
    await call('POST', '/api/workflows', definition('simulated', drip));
    const recordId = await lead({ firstName: 'Ada', email: 'ada@example.test' });
    const now = '2031-03-01T09:00:00.000Z';
    for (const subject of [
      { recordId },
      { record: { firstName: 'Ada', lastName: 'L', email: 'other@example.test' } },
    ]) {
      const { status, body } = await call('POST', '/api/workflows/simulated/simulate', { ...subject, now });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        path: [
          { stepId: 'mail', startedAt: now },
          { stepId: 'pause' },
          { stepId: 'tag', endedAt: '2031-03-16T09:00:00.000Z' },
        ],
        messages: [{ channel: 'email', state: 'accepted', at: now }],
        writes: [{ stepId: 'tag' }],
        end: { state: 'completed' },
      });
      expect(JSON.stringify(body.messages)).toContain('Ada');
    }
    expect((await call('GET', `/api/records/lead/${recordId}`)).body).toMatchObject({ version: 1, tags: [] });
    expect((await call('GET', `/api/messages?recordId=${recordId}`)).body.items).toEqual([]);
  });

  it('takes what is said of the outcome of a message', async () => {
    const recordId = await lead({ email: 'refused@example.test' });
    const outcomes = { mail: { outcome: 'rejected', reason: 'no such mailbox' } };
    const { body } = await call('POST', '/api/workflows/simulated/simulate', { recordId, outcomes });
    expect(body).toMatchObject({ end: { state: 'incident', error: { stepId: 'mail' } } });
    const late = await call('POST', '/api/workflows/simulated/simulate', { recordId, now: '9999-12-31T00:00:00Z' });
    expect(late).toMatchObject({ status: 422, body: { issues: [{ path: '/now' }] } });
  });

  it('respects what the person said', async () => {
    await call('PUT', '/api/consents?address=quiet@example.test', { topics: { newsletter: false } });
    const recordId = await lead({ email: 'quiet@example.test' });
    await database().query(
      `INSERT INTO suppression (channel, address, reason) VALUES ('email', 'quiet@example.test', 'hard-bounce') ON CONFLICT DO NOTHING`,
    );
    const { body } = await call('POST', '/api/workflows/simulated/simulate', { recordId });
    expect(body.messages).toMatchObject([{ state: 'skipped', reason: 'suppressed' }]);
  });

  it('refuses a draft with errors and a body without a record', async () => {
    await call('POST', '/api/workflows', definition('broken', { start: 'nowhere' }));
    expect((await call('POST', '/api/workflows/broken/simulate', { recordId: await lead() })).body.code).toBe(
      'invalid-definition',
    );
    expect((await call('POST', '/api/workflows/simulated/simulate', {})).status).toBe(422);
    expect((await call('POST', '/api/workflows/simulated/simulate', { record: { email: 'no mail' } })).status).toBe(
      422,
    );
  });
});

describe('incoming addresses', () => {
  const hooked = definition('hooked', {
    triggers: [
      { id: 'call', type: 'webhook', subject: { find: { email: { rule: { var: 'event.properties.email' } } } } },
    ],
  });

  it('take calls as events of their trigger alone, signed where demanded', async () => {
    await call('POST', '/api/workflows', hooked);
    expect((await call('POST', '/api/workflows/hooked/publish', {})).status).toBe(200);
    const { body } = await call('GET', '/api/workflows/hooked/hooks');
    const [hook] = body.items as { url: string; signed: boolean }[];
    const path = new URL(hook?.url ?? '').pathname;
    const taken = await call('POST', path, { email: 'hook@example.test' }, { key: '' });
    expect(taken.status).toBe(202);
    const [event] = await database().query<{ type: string; orderKey: string; properties: unknown }>(
      'SELECT type, "orderKey", properties FROM event WHERE id = $1',
      [taken.body.eventId],
    );
    expect(event).toMatchObject({
      type: 'webhook.received',
      orderKey: expect.stringMatching(/^hook:.*:call$/),
      properties: { email: 'hook@example.test' },
    });
    expect((await call('POST', '/hooks/no-such-key', {}, { key: '' })).status).toBe(404);
    await call('PUT', '/api/workflows/hooked/hooks/call', { signed: true });
    expect((await call('GET', '/api/audit?action=workflow.hook-changed')).body.items).toMatchObject([
      { changes: { trigger: 'call', signed: { new: true } } },
    ]);
    expect((await call('POST', path, {}, { key: '' })).body.code).toBe('bad-signature');
  });
});
