import { testApi } from '../harness/test-api.ts';

const api = testApi();

const json = { 'content-type': 'application/json' };
const send = async (method: string, path: string, init: RequestInit = {}) => {
  const key = await api.keyOf('admin');
  const response = await fetch(api.url + path, {
    method,
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });
  return {
    status: response.status,
    headers: response.headers,
    type: response.headers.get('content-type'),
    body: JSON.parse((await response.text()) || 'null'),
  };
};

test.each([
  ['malformed JSON', 'POST', '/api/records/lead', { body: '{"firstName": ', headers: json }, 400, 'not-json'],
  ['a body that is no object', 'POST', '/api/records/lead', { body: '5', headers: json }, 422, 'invalid'],
  ['no body', 'POST', '/api/records/lead', {}, 422, 'invalid'],
  [
    'another content type',
    'POST',
    '/api/records/lead',
    { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'unsupported-media-type',
  ],
  [
    'too large a body',
    'POST',
    '/api/records/lead',
    { body: JSON.stringify({ notes: 'x'.repeat(1_100_000) }), headers: json },
    413,
    'too-large',
  ],
  [
    'a body that is too deep',
    'POST',
    '/api/records/lead',
    { body: `{"tags": ${'['.repeat(5_000)}${']'.repeat(5_000)}}`, headers: json },
    422,
    'invalid',
  ],
  ['a NUL', 'POST', '/api/records/lead', { body: '{"firstName": "a\\u0000"}', headers: json }, 422, 'invalid'],
  [
    'half a character',
    'POST',
    '/api/records/lead',
    { body: '{"firstName": "\\ud83d"}', headers: json },
    422,
    'invalid',
  ],
  [
    'a hostile key',
    'POST',
    '/api/records/lead',
    { body: '{"__proto__": {"polluted": true}}', headers: json },
    422,
    'invalid',
  ],
  [
    'a hostile key in disguise',
    'POST',
    '/api/events',
    { body: '{"type": "a.b", "properties": {"\\u005f_proto__": 1}}', headers: json },
    422,
    'invalid',
  ],
  ['an unknown address', 'GET', '/api/nothing', {}, 404, 'not-found'],
  ['another method', 'DELETE', '/api/events', {}, 405, 'method-not-allowed'],
  ['an unknown record type', 'GET', '/api/records/spaceship', {}, 404, 'unknown-record-type'],
  ['an id that is none', 'GET', '/api/users/x', {}, 404, 'not-found'],
  ['a wrong percent sign', 'GET', '/api/records/lead/%', {}, 400, 'bad-request'],
  [
    'an unknown encoding',
    'POST',
    '/api/records/lead',
    { body: '{}', headers: { ...json, 'content-encoding': 'zip' } },
    415,
    'unsupported-media-type',
  ],
] as const)('%s is a problem document', async (_what, method, path, init, status, code) => {
  const answer = await send(method, path, init);
  expect(answer).toMatchObject({
    status,
    body: { status, code, title: expect.any(String), type: `urn:cadenza:problem:${code}` },
  });
  expect(answer.type).toContain('application/problem+json');
  expect(JSON.stringify(answer.body)).not.toMatch(/\.ts:|node_modules|\\n +at /);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('405 says what is allowed', async () => {
  expect((await send('PUT', '/api/keys')).headers.get('allow')).toBe('GET, POST');
});

test('every answer carries the headers of the security policy and its number', async () => {
  for (const path of ['/', '/api/me', '/api/nothing', '/workflows/x']) {
    const { headers } = await fetch(api.url + path);
    expect(headers.get('content-security-policy')).toContain(`script-src 'self'`);
    expect([headers.get('x-content-type-options'), headers.get('x-powered-by')]).toEqual(['nosniff', null]);
    expect(headers.get('x-request-id')).toBeTruthy();
  }
});

test('where the web app is not built, a page says so', async () => {
  const response = await fetch(`${api.url}/workflows/lead-nurturing`, { headers: { accept: 'text/html' } });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await response.text()).toContain('not built');
  expect((await fetch(`${api.url}/favicon.ico`)).status).toBe(404);
  expect((await fetch(`${api.url}/workflows`, { method: 'POST' })).status).toBe(404);
});

test('metrics are Prometheus text', async () => {
  await send('GET', '/api/me');
  const text = await (await fetch(`${api.url}/metrics`)).text();
  expect(text).toMatch(/cadenza_http_request_seconds_count\{method="get",route="\/api\/me",status="200"\} \d+/);
});
