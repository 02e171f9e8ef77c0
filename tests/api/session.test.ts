import { bootstrapPeople } from '../../crm/people/bootstrap.ts';
import { testApi } from '../harness/test-api.ts';

const credentials = { email: 'admin@example.test', password: 'Quiet-River-42-Stone' };
const api = testApi({
  publicUrl: 'https://crm.example',
  prepare: (database) => bootstrapPeople(database, { admin: credentials, apiKey: undefined }),
});

const stranger = (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
  api.call(method, path, { key: '', headers, ...(json === undefined ? {} : { json }) });

async function signIn() {
  const { status, headers, body } = await stranger('POST', '/api/session', credentials);
  const setCookie = headers.get('set-cookie') ?? '';
  return { status, setCookie, cookie: setCookie.split(';')[0] ?? '', csrf: (body as { csrfToken: string }).csrfToken };
}

test('the cookie is out of reach of scripts and other sites', async () => {
  const { status, setCookie } = await signIn();
  expect(status).toBe(200);
  expect(setCookie).toMatch(/^cadenza_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/);
});

test('a session reads with its cookie and writes with its token', async () => {
  const { cookie, csrf } = await signIn();
  const me = await stranger('GET', '/api/me', undefined, { cookie });
  expect(me.body).toMatchObject({ user: { email: credentials.email }, csrfToken: csrf, captured: true });
  const write = (headers: Record<string, string>) =>
    stranger('POST', '/api/records/lead', { firstName: 'Zoë' }, { cookie, ...headers });
  expect((await write({})).body).toMatchObject({ status: 403, code: 'csrf' });
  expect((await write({ 'x-csrf-token': 'wrong' })).status).toBe(403);
  const made = await write({ 'x-csrf-token': csrf });
  expect(made.status).toBe(201);
  expect((await stranger('DELETE', '/api/session', undefined, { cookie, 'x-csrf-token': csrf })).status).toBe(204);
  expect((await stranger('GET', '/api/me', undefined, { cookie })).status).toBe(401);
});

test('another cookie, an empty one, and half a header are nobody', async () => {
  for (const headers of [
    { cookie: 'cadenza_session=made-up' },
    { cookie: 'cadenza_session=' },
    { authorization: 'Bearer' },
    { authorization: 'Basic YTpi' },
  ]) {
    expect((await stranger('GET', '/api/me', undefined, headers)).body).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  }
});

test('an ordinary role does not administer', async () => {
  for (const role of ['manager', 'sales', 'service', 'marketing', 'viewer']) {
    const key = await api.keyOf(role);
    const attempts = [
      api.call('GET', '/api/audit', { key }),
      api.call('POST', '/api/users', { key, json: { email: 'intruder@example.test', name: 'In Truder' } }),
      api.call('PUT', '/api/roles/mine', {
        key,
        json: { name: 'Mine', permissions: [{ resource: '*', action: '*', scope: 'all' }] },
      }),
      api.call('PUT', '/api/settings', { key, json: { zone: 'UTC' } }),
    ];
    for (const answer of await Promise.all(attempts))
      expect(answer.body).toMatchObject({ status: 403, code: 'forbidden' });
  }
});

test('wrong passwords of one address are limited; the right one is not counted', async () => {
  const wrong = () => stranger('POST', '/api/session', { ...credentials, password: 'wrong' });
  const statuses: number[] = [];
  for (let n = 0; n < 21; n += 1) statuses.push((await wrong()).status);
  expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true);
  expect(statuses[20]).toBe(429);
});
