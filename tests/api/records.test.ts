import { type TestApi, testApi } from '../harness/test-api.ts';

type Body = Record<string, unknown> & {
  readonly id: string;
  readonly version: number;
  readonly items: readonly Body[];
  readonly issues: readonly { path: string; code: string }[];
};

const api = testApi();

const call = async (method: string, path: string, options: Parameters<TestApi['call']>[2] = {}) => {
  const answer = await api.call(method, path, options);
  return { ...answer, body: answer.body as Body };
};
const create = async (json: unknown, options: Parameters<TestApi['call']>[2] = {}) =>
  call('POST', '/api/records/lead', { json, ...options });

test('a record is created, read, changed with its version and deleted', async () => {
  const made = await create({ firstName: 'Zoë' });
  expect([made.status, made.headers.get('location'), made.headers.get('etag')]).toEqual([
    201,
    `/api/records/lead/${made.body.id}`,
    '"1"',
  ]);
  const path = `/api/records/lead/${made.body.id}`;
  for (const version of ['1', '"2"', 'W/"3"']) {
    expect((await call('PATCH', path, { json: { notes: version }, headers: { 'if-match': version } })).status).toBe(
      200,
    );
  }
  expect((await call('PATCH', path, { json: { notes: 'late' }, headers: { 'if-match': '1' } })).body).toMatchObject({
    status: 412,
    code: 'version-conflict',
  });
  expect((await call('PATCH', path, { json: {}, headers: { 'if-match': 'abc' } })).status).toBe(400);
  expect((await call('GET', path)).body).toMatchObject({ version: 4, notes: 'W/"3"' });
  expect((await call('DELETE', path)).status).toBe(204);
  expect((await call('GET', path)).body).toMatchObject({ status: 404, code: 'record-not-found' });
});

test('fifty equal requests with one Idempotency-Key have one effect and fifty equal answers', async () => {
  const headers = { 'idempotency-key': 'fifty' };
  const answers = await Promise.all(Array.from({ length: 50 }, () => create({ company: 'Fifty' }, { headers })));
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers.filter(({ headers: sent }) => sent.get('idempotency-replayed') === 'true')).toHaveLength(49);
  expect(await api.database.query(`SELECT 1 FROM lead WHERE company = 'Fifty'`)).toHaveLength(1);
});

test("the key with another body is refused; a refused request may be mended under its key; keys are a caller's own", async () => {
  const headers = { 'idempotency-key': 'mend' };
  expect((await create({ email: 'wrong' }, { headers })).status).toBe(422);
  expect((await create({ email: 'right@example.test' }, { headers })).status).toBe(201);
  expect((await create({ email: 'other@example.test' }, { headers })).body).toMatchObject({
    status: 409,
    code: 'idempotency-mismatch',
  });
  const key = await api.keyOf('admin');
  expect((await create({ email: 'third@example.test' }, { headers, key })).status).toBe(201);
  expect((await create({}, { headers: { 'idempotency-key': 'é' } })).status).toBe(400);
});

test('an answer with a secret is not kept', async () => {
  const headers = { 'idempotency-key': 'secret' };
  const make = () => call('POST', '/api/keys', { json: { name: 'once' }, headers });
  const [first, second] = [await make(), await make()];
  expect([first.status, second.status]).toEqual([201, 409]);
  const stored = JSON.stringify(await api.database.query('SELECT * FROM idempotency_key'));
  expect(stored).not.toContain(String(first.body.key));
});

test('a batch gives each change its result', async () => {
  const { body: lead } = await create({ firstName: 'Batch' });
  const items = [
    { op: 'create', fields: { firstName: 'New' } },
    { op: 'update', id: lead.id, fields: { title: 'CIO' }, version: 1 },
    { op: 'update', id: lead.id, fields: { title: 'CEO' }, version: 1 },
    { op: 'upsert', by: 'email', value: 'batch@example.test', fields: {} },
    { op: 'create', fields: { status: 'lukewarm' } },
    { op: 'delete', id: lead.id },
  ];
  const { status, body } = await call('POST', '/api/records/lead/batch', { json: { items } });
  expect(status).toBe(200);
  expect(body.results).toMatchObject([
    { status: 201 },
    { status: 200, changed: ['title'] },
    { status: 412, code: 'version-conflict' },
    { status: 201 },
    { status: 422, issues: [{ path: '/items/4/status' }] },
    { status: 204 },
  ]);
});

test('each change of a batch takes its own right, and none of another', async () => {
  const lead = (await create({ firstName: 'Theirs' })).body;
  const results = async (action: string) => {
    const role = `only-${action}`;
    const permissions = [{ resource: 'lead', action, scope: 'all' }];
    expect((await call('PUT', `/api/roles/${role}`, { json: { name: role, permissions } })).status).toBe(200);
    const items = [
      { op: 'create', fields: { firstName: 'Only' } },
      { op: 'update', id: lead.id, fields: { title: action } },
      { op: 'delete', id: lead.id, version: 0 },
    ];
    const key = await api.keyOf(role);
    const { status, body } = await call('POST', '/api/records/lead/batch', { json: { items }, key });
    return status === 200 ? (body.results as { status: number }[]).map((result) => result.status) : status;
  };
  expect(await results('create')).toEqual([201, 404, 404]);
  expect(await results('update')).toEqual([403, 200, 404]);
  expect(await results('delete')).toEqual([403, 404, 412]);
  expect(await results('read')).toBe(403);
});

test('an upsert answers 201 and then 200', async () => {
  const put = () =>
    call('PUT', `/api/records/account/by/name/${encodeURIComponent('Costa & Co')}`, { json: { industry: 'retail' } });
  const [first, second] = [await put(), await put()];
  expect([first.status, second.status, second.body.id, second.body.version]).toEqual([201, 200, first.body.id, 1]);
});

test('lists go in pages', async () => {
  for (let n = 0; n < 5; n += 1) await call('POST', '/api/records/product', { json: { name: `P${n}`, price: n } });
  const first = await call('GET', '/api/records/product?limit=3&sort=-price');
  const second = await call('GET', `/api/records/product?limit=3&sort=-price&cursor=${first.body.nextCursor}`);
  expect([...first.body.items, ...second.body.items].map(({ name }) => name)).toEqual(['P4', 'P3', 'P2', 'P1', 'P0']);
  expect(second.body.nextCursor).toBeNull();
  for (const query of ['limit=0', 'limit=201', 'limit=x', 'sort=nothing', 'cursor=abc', 'colour=red']) {
    expect([query, (await call('GET', `/api/records/product?${query}`)).status]).toEqual([query, 422]);
  }
});

test('the account of an actor is in the audit; the audit verifies', async () => {
  const { body: lead } = await create({ firstName: 'Audited' });
  const { body } = await call('GET', `/api/audit?resourceId=${lead.id}`);
  expect(body.items).toMatchObject([
    { action: 'record.created', actorType: 'key', resourceType: 'lead', requestId: expect.any(String) },
  ]);
  expect((await call('GET', '/api/audit/verify')).body).toMatchObject({ ok: true });
});

test('converting a lead answers with its ids, again and again', async () => {
  const { body: lead } = await create({ firstName: 'Con', company: 'Verted' });
  const convert = () => call('POST', `/api/leads/${lead.id}/convert`, { json: { deal: {} } });
  const [first, second] = [await convert(), await convert()];
  expect(first.body).toEqual({
    contactId: expect.any(String),
    accountId: expect.any(String),
    dealId: expect.any(String),
  });
  expect(second.body).toEqual(first.body);
  const bare = await create({ firstName: 'Bare' });
  expect((await call('POST', `/api/leads/${bare.body.id}/convert`)).body).toMatchObject({
    accountId: null,
    dealId: null,
  });
});

test('events are accepted one by one or as a list with results', async () => {
  const one = await call('POST', '/api/events', { json: { id: 'e-1', type: 'page.viewed', properties: { url: '/' } } });
  expect([one.status, one.body.duplicate]).toEqual([202, false]);
  const list = await call('POST', '/api/events', {
    json: [{ id: 'e-1', type: 'page.viewed' }, { type: 'no name' }, { type: 'email.opened' }],
  });
  expect(list.body.results).toMatchObject([
    { status: 202, id: one.body.id, duplicate: true },
    { status: 422, issues: [{ path: '/1/type' }] },
    { status: 202 },
  ]);
  const sales = await api.keyOf('sales');
  expect((await call('POST', '/api/events', { json: { type: 'email.opened' }, key: sales })).body).toMatchObject({
    status: 403,
    code: 'forbidden',
  });
  expect((await call('POST', '/api/events', { json: { type: 'demo.booked', colour: 'red' } })).status).toBe(422);
});

test('an export is CSV for those who may', async () => {
  await create({ company: '=1+1', email: 'export@example.test' });
  const { status, text, headers } = await call('GET', '/api/records/lead/export');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(text).toContain(`'=1+1`);
  expect((await call('GET', '/api/records/lead/export', { key: await api.keyOf('viewer') })).status).toBe(403);
});

test('a template is stored, changed with its version and rendered', async () => {
  const content = { name: 'Hello', subject: 'Hi {{contact.firstName}}', html: '<p>Hi {{contact.firstName}}</p>' };
  expect((await call('POST', '/api/templates', { json: { key: 'hello', ...content } })).status).toBe(201);
  expect((await call('PUT', '/api/templates/hello', { json: content, headers: { 'if-match': '7' } })).status).toBe(412);
  const rendered = await call('POST', '/api/templates/render', {
    json: { template: 'hello', data: { contact: { firstName: '<Zoë>' } } },
  });
  expect(rendered.body).toMatchObject({
    subject: 'Hi <Zoë>',
    html: '<p>Hi &lt;Zoë&gt;</p>',
    text: 'Hi <Zoë>',
    blanks: [],
  });
  const broken = await call('POST', '/api/templates', { json: { key: 'broken', ...content, html: '<p>{{#if}}' } });
  expect([broken.status, broken.body.issues[0]?.path]).toEqual([422, '/html']);
});

test('settings and connections: what is secret is not shown', async () => {
  expect((await call('PUT', '/api/settings', { json: { zone: 'Europe/Warsaw' } })).body).toMatchObject({
    zone: 'Europe/Warsaw',
    currency: 'EUR',
    captured: true,
  });
  expect((await call('PUT', '/api/settings', { json: { zone: 'Nowhere' } })).status).toBe(422);
  const put = await call('PUT', '/api/connections/erp', {
    json: { name: 'ERP', baseUrl: 'https://erp.example', headers: { authorization: 'Bearer hidden-secret' } },
  });
  expect(put.body).toMatchObject({ key: 'erp', hasSecret: true });
  const everything = JSON.stringify([
    (await call('GET', '/api/connections')).body,
    await api.database.query('SELECT * FROM connection'),
    await api.database.query('SELECT changes FROM audit_entry'),
  ]);
  expect(everything).not.toContain('hidden-secret');
  for (const json of [
    { name: 'Anywhere', headers: { authorization: 'x' } },
    { name: 'In the address', baseUrl: 'https://name:hidden@erp.example' },
  ])
    expect((await call('PUT', '/api/connections/other', { json })).body).toMatchObject({
      status: 422,
      issues: [{ path: '/baseUrl' }],
    });
  expect((await call('PUT', '/api/connections/erp', { json: { name: 'ERP' } })).status).toBe(422);
  expect((await call('PUT', '/api/connections/erp', { json: { name: 'ERP', headers: {} } })).status).toBe(200);
});

test('a cursor whose position no record can have is refused, whatever the order; so is one of a year that is none', async () => {
  const id = '01890000-0000-7000-8000-000000000000';
  const cursor = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url');
  const orders = ['score', 'createdAt', 'lastName', 'ownerId', 'id', 'version'];
  const values = ['x', '', 1.5, 1e300, true, '0000-01-01', '0000-01-01T00:00:00.000Z', '99999999999', 'NaN', [1], {}];
  for (const sort of orders)
    for (const value of values) {
      const { status } = await call('GET', `/api/records/lead?sort=${sort}&cursor=${cursor(value, id)}`);
      expect([sort, value, status < 500]).toEqual([sort, value, true]);
    }
  expect((await call('GET', `/api/records/lead?sort=score&cursor=${cursor('x', id)}`)).body.issues).toMatchObject([
    { path: '/cursor', code: 'bad-cursor' },
  ]);
  for (const list of ['runs', 'messages', 'incidents', `records/lead/${(await create({})).body.id}/timeline`])
    expect((await call('GET', `/api/${list}?cursor=${cursor('0000-01-01T00:00:00.000Z', id)}`)).status).toBe(422);
});

test('a day or a time of the year 0 is none: no field, no rule and no list takes it', async () => {
  const field = { recordType: 'lead', key: 'birthday', kind: 'date', label: 'Birthday' };
  expect((await call('POST', '/api/fields', { json: field })).status).toBe(201);
  expect((await create({ birthday: '0000-01-01' })).body.issues).toMatchObject([
    { path: '/birthday', code: 'invalid-date' },
  ]);
  const search = (type: string, name: string, value: string) =>
    call('POST', `/api/records/${type}/search`, { json: { where: { '<': [{ var: `record.${name}` }, value] } } });
  expect((await search('deal', 'expectedClose', '0000-01-01')).status).toBe(422);
  expect((await search('task', 'dueAt', '0000-01-01T00:00:00.000Z')).status).toBe(422);
  expect((await call('GET', '/api/records/lead?sort=birthday')).status).toBe(200);
});

test('short lists are sorted by the fields they show; an order that a list does not know is refused', async () => {
  for (const key of ['zebra', 'aalto', 'middle'])
    await call('POST', '/api/topics', { json: { key, name: `Name of ${key}`, mode: 'opt-in' } });
  const keys = async (sort: string) =>
    (await call('GET', `/api/topics?sort=${sort}`)).body.items.map((item) => String(item.key));
  const ascending = await keys('key');
  expect(ascending).toEqual(ascending.toSorted());
  expect(await keys('-key')).toEqual(ascending.toReversed());
  const first = await call('GET', '/api/topics?sort=-key&limit=1');
  const second = await call('GET', `/api/topics?sort=-key&limit=1&cursor=${String(first.body.nextCursor)}`);
  expect([first, second].map(({ body }) => body.items[0]?.key)).toEqual(ascending.toReversed().slice(0, 2));
  for (const path of [
    'topics?sort=nothing',
    'topics?sort=__proto__',
    'messages?sort=to',
    'audit?sort=at',
    'runs?sort=x',
  ])
    expect([path, (await call('GET', `/api/${path}`)).status]).toEqual([path, 422]);
  expect((await call('GET', '/api/messages?sort=-createdAt')).status).toBe(200);
});

describe('rights of a role that reads leads only', () => {
  const right = (resource: string, action: string, scope = 'all') => ({ resource, action, scope });
  const keyWith = async (name: string, permissions: unknown[]) => {
    expect((await call('PUT', `/api/roles/${name}`, { json: { name, permissions } })).status).toBe(200);
    return api.keyOf(name);
  };

  test('its timeline has no task, interaction, message or run; each comes with its own right', async () => {
    const { body: lead } = await create({ lastName: 'Timeline', email: 'timeline@example.test' });
    const related = { relatedType: 'lead', relatedId: lead.id };
    await call('POST', '/api/records/task', { json: { title: 'Secret task', ...related } });
    await call('POST', '/api/records/interaction', { json: { kind: 'note', body: 'Secret note', ...related } });
    await api.database.query(
      `INSERT INTO message (id, channel, state, class, "to", subject, "recordType", "recordId", attempt)
       VALUES ('01890000-0000-7000-8000-000000000001', 'email', 'accepted', 'transactional', 'timeline@example.test', 'Secret mail', 'lead', $1, 1)`,
      [lead.id],
    );
    const kindsFor = async (key: string) => {
      const { body } = await call('GET', `/api/records/lead/${lead.id}/timeline`, { key });
      return [...new Set(body.items.map(({ kind }) => kind))].sort();
    };
    const reading = right('lead', 'read');
    expect(await kindsFor(await keyWith('only-leads', [reading]))).toEqual(['change']);
    for (const kind of ['task', 'interaction', 'message'])
      expect(await kindsFor(await keyWith(`and-${kind}`, [reading, right(kind, 'read')]))).toEqual(
        ['change', kind].sort(),
      );
    expect(await kindsFor(await keyWith('own-tasks', [reading, right('task', 'read', 'own')]))).toEqual(['change']);
  });

  test('a lead of somebody else is converted by nobody who may convert only their own', async () => {
    const { body: lead } = await create({ lastName: 'Not mine' });
    const all = ['lead:read', 'lead:update', 'contact:create'].map((key) => {
      const [resource = '', action = ''] = key.split(':');
      return right(resource, action);
    });
    const key = await keyWith('converter', [...all, right('lead', 'convert', 'own')]);
    expect((await call('POST', `/api/leads/${lead.id}/convert`, { json: {}, key })).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
  });
});
