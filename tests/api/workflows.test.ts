import { prepareInstallation } from '../../crm/seed/prepare-installation.ts';
import { type ApiServer, startApi } from '../harness/api-server.ts';
import { createTestDatabase, type TestDatabase } from '../harness/test-database.ts';

let test: TestDatabase;
let api: ApiServer;

beforeAll(async () => {
  test = await createTestDatabase();
  await prepareInstallation(test.database, {
    admin: { email: 'admin@example.test', password: 'secret-of-tests' },
    apiKey: undefined,
    seed: 'none',
    now: new Date(),
  });
  api = await startApi(test, { publicUrl: 'http://localhost:3000', twilioToken: 'token' });
});
afterAll(async () => {
  await api?.close();
  await test?.drop();
});

type Answer = {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly issues?: { path: string; code: string }[] };
};

async function call(
  method: string,
  path: string,
  json?: unknown,
  options: { key?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { status, body } = await api.call(method, path, { ...(json === undefined ? {} : { json }), ...options });
  return { status, body: body as Answer['body'] };
}

const definition = (key: string, change: Record<string, unknown> = {}) => ({
  format: 1,
  key,
  name: 'A test',
  subject: 'lead',
  triggers: [
    { id: 'by-hand', type: 'manual' },
    { id: 'made', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, `for-${key}`] } },
  ],
  enrollment: { reentry: { mode: 'after-exit' }, concurrency: 'single' },
  start: 'pause',
  steps: {
    pause: { type: 'wait', config: { for: 'PT1H' }, next: { done: 'tag' } },
    tag: { type: 'add-tag', config: { tag: 'seen' }, next: { done: null } },
  },
  layout: {},
  notes: [],
  ...change,
});

async function lead(fields: Record<string, unknown> = {}): Promise<string> {
  const { body } = await call('POST', '/api/records/lead', { lastName: 'Test', email: 'lead@example.test', ...fields });
  return String(body.id);
}

async function published(key: string, change: Record<string, unknown> = {}): Promise<void> {
  expect((await call('POST', '/api/workflows', definition(key, change))).status).toBe(201);
  expect((await call('POST', `/api/workflows/${key}/publish`, {})).status).toBe(200);
}

describe('drafts', () => {
  it('are made by POST, read back as sent, and saved under their version', async () => {
    const made = await call('POST', '/api/workflows', definition('drafted'));
    expect(made).toMatchObject({
      status: 201,
      body: { key: 'drafted', state: 'draft', draftVersion: 1, publishedVersion: null, issues: [] },
    });
    expect((await call('GET', '/api/workflows/drafted')).body.draft).toEqual(definition('drafted'));
    const saved = await call('PUT', '/api/workflows/drafted', definition('drafted', { name: 'Renamed' }), {
      headers: { 'if-match': '1' },
    });
    expect(saved).toMatchObject({ status: 200, body: { name: 'Renamed', draftVersion: 2 } });
    expect(
      (await call('PUT', '/api/workflows/drafted', definition('drafted'), { headers: { 'if-match': '1' } })).status,
    ).toBe(412);
    expect((await call('POST', '/api/workflows', definition('drafted'))).status).toBe(409);
    expect((await call('PUT', '/api/workflows/nowhere', definition('nowhere'))).status).toBe(404);
  });

  it('are saved with their issues, and refused at publish', async () => {
    const broken = definition('broken', { start: 'nowhere' });
    const made = await call('POST', '/api/workflows', broken);
    expect(made).toMatchObject({ status: 201, body: { issues: [{ code: 'unknown-start', path: '/start' }] } });
    expect((await call('POST', '/api/workflows/broken/validate', {})).body).toMatchObject({ valid: false });
    const refused = await call('POST', '/api/workflows/broken/publish', {});
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'invalid-definition', issues: [{ code: 'unknown-start' }] },
    });
    expect((await call('GET', '/api/workflows/broken/versions')).body.items).toEqual([]);
  });

  it('are refused only for what cannot be kept', async () => {
    const put = (text: string) =>
      api.call('PUT', '/api/workflows/drafted', { headers: { 'content-type': 'application/json' }, form: text });
    expect((await put('{"format": 1,')).status).toBe(400);
    expect((await put('[]')).status).toBe(422);
    expect((await put(JSON.stringify(definition('other')))).status).toBe(422);
    expect((await put(JSON.stringify(definition('drafted', { format: 2 })))).status).toBe(422);
    expect(
      (await put(JSON.stringify(definition('drafted')).replace('"tag":"seen"', '"tag":"seen","constructor":{}')))
        .status,
    ).toBe(422);
    expect(
      (await put(JSON.stringify(definition('drafted', { notes: [{ text: 'x'.repeat(300 * 1024) }] })))).status,
    ).toBe(413);
  });

  it('templates, topics and workflows that are not there are named', async () => {
    const steps = {
      mail: { type: 'send-email', config: { template: 'no-such', topic: 'newsletter' }, next: { done: 'next' } },
      next: { type: 'start-workflow', config: { workflow: 'no-such' }, next: { done: null } },
    };
    const { body } = await call('POST', '/api/workflows', definition('unknown-names', { start: 'mail', steps }));
    expect(body.issues?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/steps/mail/config/template', '/steps/next/config/workflow']),
    );
  });
});

describe('versions', () => {
  it('are numbered, stay as they were, and one content makes one', async () => {
    await published('versioned');
    expect((await call('POST', '/api/workflows/versioned/publish', {})).body).toMatchObject({
      version: 1,
      unchanged: true,
    });
    await call('PUT', '/api/workflows/versioned', definition('versioned', { name: 'Second' }));
    expect((await call('POST', '/api/workflows/versioned/publish', { dryRun: true })).body).toMatchObject({
      version: 2,
      dryRun: true,
    });
    expect((await call('POST', '/api/workflows/versioned/publish', { note: 'Why' })).body).toMatchObject({
      version: 2,
      unchanged: false,
      state: 'active',
    });
    const { body } = await call('GET', '/api/workflows/versioned/versions');
    expect(body.items).toMatchObject([
      { version: 2, note: 'Why', state: 'active' },
      { version: 1, state: 'retired' },
    ]);
    expect((await call('GET', '/api/workflows/versioned/versions/1')).body.definition).toMatchObject({
      name: 'A test',
    });
    expect((await call('GET', '/api/workflows/versioned/versions/9')).status).toBe(404);
  });

  it('are compared step by step', async () => {
    await published('compared');
    const steps = {
      pause: { type: 'wait', config: { for: 'PT2H' }, next: { done: 'end' } },
      end: { type: 'end', config: {} },
    };
    await call('PUT', '/api/workflows/compared', definition('compared', { steps }));
    const { body } = await call('GET', '/api/workflows/compared/diff');
    expect(body).toMatchObject({
      from: 1,
      to: 'draft',
      same: false,
      steps: { added: ['end'], removed: ['tag'], changed: [{ id: 'pause' }] },
      settings: [],
    });
    expect((await call('GET', '/api/workflows/compared/diff?from=1&to=1')).body).toMatchObject({ same: true });
  });

  it('concurrent publishing makes one version', async () => {
    await call('POST', '/api/workflows', definition('at-once'));
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/api/workflows/at-once/publish', {})),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.version)}`))).toEqual(new Set(['200 1']));
  });
});

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
    const carriers = await test.database.query<{ queue: string; active: number }>(
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
  });
});

describe('state', () => {
  it('a paused workflow holds starts until it is resumed', async () => {
    await published('held');
    expect((await call('POST', '/api/workflows/held/pause', {})).body).toEqual({ key: 'held', state: 'paused' });
    const [first, second] = [await lead(), await lead()];
    expect(await call('POST', '/api/workflows/held/runs', { recordId: first })).toMatchObject({
      status: 202,
      body: { state: 'held' },
    });
    expect((await call('GET', '/api/workflows/held')).body).toMatchObject({ held: 1, state: 'paused' });
    expect((await call('POST', '/api/workflows/held/publish', {})).body).toMatchObject({ state: 'paused' });
    expect((await call('POST', '/api/workflows/held/resume', {})).body).toMatchObject({
      state: 'active',
      started: 1,
      refused: 0,
    });
    expect((await call('GET', `/api/runs?workflow=held&recordId=${first}`)).body.items).toHaveLength(1);
    await call('POST', '/api/workflows/held/pause', {});
    await call('POST', '/api/workflows/held/runs', { recordId: second });
    expect((await call('POST', '/api/workflows/held/resume', { backlog: 'drop' })).body).toMatchObject({
      dropped: 1,
      started: 0,
    });
    expect((await call('GET', `/api/runs?workflow=held&recordId=${second}`)).body.items).toEqual([]);
  });

  it('an archived workflow starts nothing, keeps its runs, and is deleted only without them', async () => {
    await published('archived');
    const recordId = await lead();
    const { body } = await call('POST', '/api/workflows/archived/runs', { recordId });
    expect((await call('POST', '/api/workflows/archived/archive', {})).body).toMatchObject({ state: 'archived' });
    expect((await call('POST', '/api/workflows/archived/runs', { recordId: await lead() })).body.code).toBe(
      'workflow-not-active',
    );
    expect(await call('DELETE', '/api/workflows/archived')).toMatchObject({
      status: 409,
      body: { code: 'workflow-in-use' },
    });
    expect((await call('POST', `/api/runs/${String(body.id)}/cancel`, {})).body).toMatchObject({
      did: 'cancelled',
      run: { state: 'cancelled' },
    });
    expect((await call('DELETE', '/api/workflows/archived')).status).toBe(204);
    expect((await call('GET', '/api/workflows/archived')).status).toBe(404);
    expect((await call('POST', '/api/workflows', definition('archived'))).status).toBe(201);
  });

  it('a list goes through all of them in pages', async () => {
    const keys: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await call('GET', `/api/workflows?limit=3${cursor}`);
      keys.push(...(body.items as { key: string; draft?: unknown }[]).map((item) => item.key));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${String(body.nextCursor)}`;
    }
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(keys.length).toBeGreaterThan(8);
    expect((await call('GET', '/api/workflows?cursor=nonsense')).status).toBe(422);
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

describe('library and catalogue', () => {
  it('a ready-made workflow is copied under a free key', async () => {
    const { body } = await call('GET', '/api/library');
    expect((body.items as { key: string }[]).map(({ key }) => key)).toContain('lead-nurturing');
    expect(await call('POST', '/api/library/lead-nurturing', {})).toMatchObject({
      status: 201,
      body: { key: 'lead-nurturing', issues: [] },
    });
    expect(await call('POST', '/api/library/lead-nurturing')).toMatchObject({
      status: 201,
      body: { key: 'lead-nurturing-2', draft: { key: 'lead-nurturing-2' } },
    });
    expect((await call('POST', '/api/library/no-such', {})).status).toBe(404);
  });

  it('every ready-made workflow publishes as it is', async () => {
    const { body } = await call('GET', '/api/library');
    for (const { key } of body.items as { key: string }[]) {
      const { body: copy } = await call('POST', `/api/library/${key}`, {});
      expect((await call('POST', `/api/workflows/${String(copy.key)}/publish`, {})).body).toMatchObject({
        state: 'active',
      });
      await call('POST', `/api/workflows/${String(copy.key)}/archive`, {});
    }
  });

  it('the catalogue names what there is; a condition is counted', async () => {
    const { body } = await call('GET', '/api/catalogue');
    expect(body).toMatchObject({
      format: 1,
      steps: expect.any(Array),
      templates: expect.arrayContaining([expect.objectContaining({ key: 'welcome' })]),
    });
    await lead({ source: 'previewed' });
    const preview = await call('POST', '/api/conditions/preview', {
      recordType: 'lead',
      where: { '==': [{ var: 'record.source' }, 'previewed'] },
    });
    expect(preview.body).toMatchObject({ count: 1, sample: [{ source: 'previewed' }] });
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

  it('respects what the person said', async () => {
    await call('PUT', '/api/consents?address=quiet@example.test', { topics: { newsletter: false } });
    const recordId = await lead({ email: 'quiet@example.test' });
    await test.database.query(
      `INSERT INTO suppression (channel, address, reason) VALUES ('email', 'quiet@example.test', 'hard-bounce') ON CONFLICT DO NOTHING`,
    );
    const { body } = await call('POST', '/api/workflows/simulated/simulate', { recordId });
    expect(body.messages).toMatchObject([{ state: 'skipped', reason: 'suppressed' }]);
  });

  it('refuses a draft with errors and a body without a record', async () => {
    expect((await call('POST', '/api/workflows/broken/simulate', { recordId: await lead() })).body.code).toBe(
      'invalid-definition',
    );
    expect((await call('POST', '/api/workflows/simulated/simulate', {})).status).toBe(422);
    expect((await call('POST', '/api/workflows/simulated/simulate', { record: { email: 'no mail' } })).status).toBe(
      422,
    );
  });
});

describe('rights', () => {
  it('a viewer reads; only who may changes, publishes, operates, starts', async () => {
    const viewer = await api.keyOf('viewer');
    const sales = await api.keyOf('sales');
    const recordId = await lead();
    expect((await call('GET', '/api/workflows/started', undefined, { key: viewer })).status).toBe(200);
    const attempts: [string, string, unknown][] = [
      ['POST', '/api/workflows', definition('not-mine')],
      ['PUT', '/api/workflows/started', definition('started')],
      ['DELETE', '/api/workflows/started', undefined],
      ['POST', '/api/workflows/started/publish', {}],
      ['POST', '/api/workflows/started/pause', {}],
      ['POST', '/api/workflows/started/runs', { recordId }],
      ['POST', '/api/workflows/started/simulate', { recordId }],
      ['POST', `/api/runs/${recordId}/cancel`, {}],
      ['GET', '/api/incidents', undefined],
    ];
    for (const [method, path, json] of attempts)
      expect([path, (await call(method, path, json, { key: viewer })).status]).toEqual([path, 403]);
    expect((await call('POST', '/api/workflows/started/runs', { recordId }, { key: sales })).status).toBe(201);
    expect((await call('GET', '/api/workflows', undefined, { key: '' })).status).toBe(401);
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
    const [event] = await test.database.query<{ type: string; orderKey: string; properties: unknown }>(
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
    expect((await call('POST', path, {}, { key: '' })).body.code).toBe('bad-signature');
  });
});
