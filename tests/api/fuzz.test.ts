import fc from 'fast-check';
import { errorCatalogue } from '../../domain/errors.ts';
import { draft } from '../domain/definition/definitions.ts';
import { invalidDefinitions } from '../domain/definition/invalid-definitions.ts';
import { type ApiServer, startApi } from '../harness/api-server.ts';
import { createTestDatabase, type TestDatabase } from '../harness/test-database.ts';
import { badHeaders, badPlaces, badQueries, rawBodies } from './hostile-requests.ts';
import { type OpenApi, type Operation, requestsOf } from './request-arbitrary.ts';

let test_: TestDatabase;
let api: ApiServer;
let admin: string;
let document: OpenApi;
/** What there is to be found, so that requests get past the first refusal. */
let known: Record<string, readonly string[]>;
beforeAll(async () => {
  test_ = await createTestDatabase();
  api = await startApi(test_, { publicUrl: 'http://localhost:3000', twilioToken: 'token' });
  admin = await api.keyOf('admin');
  document = (await api.call('GET', '/api/openapi.json')).body as OpenApi;
  const lead = await make('/api/records/lead', { lastName: 'There', email: 'there@example.test' });
  await make('/api/library/lead-nurturing', {});
  await make('/api/templates', { key: 'a-key', name: 'There', subject: 'Hello {{record.lastName}}', text: 'Hello' });
  known = {
    type: ['lead', 'lead', 'offer', 'task', 'spaceship'],
    id: [lead.id ?? '', '01a20120-0000-7000-8000-000000000000'],
    key: ['lead-nurturing', 'a-key', 'welcome', 'newsletter'],
    field: ['email'],
  };
}, 60_000);
afterAll(async () => {
  await api.close();
  await test_.drop();
});

async function make(address: string, json: unknown): Promise<{ id?: string }> {
  const { status, body, text } = await api.call('POST', address, { json });
  expect([text, status]).toEqual([text, 201]);
  return body as { id?: string };
}

type Request = {
  readonly method: string;
  readonly address: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: string | Uint8Array<ArrayBuffer> | undefined;
};

/** Sends a request as it stands; gives what is wrong with the answer, if anything. */
async function faultOf({ method, address, headers = {}, content }: Request): Promise<string[]> {
  const response = await fetch(api.url + address, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { authorization: `Bearer ${admin}`, ...headers },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await response.text();
  const sent = typeof content === 'string' ? content.slice(0, 300) : (content?.byteLength ?? '');
  const fault = faultIn(response, text, address);
  return fault === undefined
    ? []
    : [
        `${fault}: ${method} ${address.slice(0, 300)} ${JSON.stringify(headers)} ${sent} → ${response.status} ${text.slice(0, 300)}`,
      ];
}

function faultIn({ status, headers }: Response, text: string, address: string): string | undefined {
  if (status >= 500) return 'our fault';
  if (status < 400 || !address.startsWith('/api')) return undefined;
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return 'no problem document';
  const problem = JSON.parse(text) as { code: string; status: number; issues?: readonly Record<string, unknown>[] };
  if (problem.status !== status || !Object.hasOwn(errorCatalogue, problem.code)) return 'no code of the catalogue';
  if (status !== 422) return undefined;
  const told = problem.issues?.every(
    ({ path, code, message }) => typeof path === 'string' && code && typeof message === 'string' && message !== '',
  );
  return told && problem.issues?.length !== 0 ? undefined : 'no place and message';
}

/** Addresses that never end or end something that the test needs. */
const spared = /^(get \/api\/stream|(post|delete) \/api\/session)$/;

function operations(): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
    .filter(({ path, method }) => !spared.test(`${method} ${path}`));
}

/** An address of an operation with what is there in its places. */
function plain(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name]?.[0] ?? 'x');
}

const json = { 'content-type': 'application/json' };

test('requests made from the schemas are answered or refused with code and place', async () => {
  const faults: string[] = [];
  for (const { path, method, operation } of operations()) {
    const takesJson = operation.requestBody?.content['application/json'] !== undefined;
    for (const { address, body } of fc.sample(requestsOf(document, { path, operation, known }), {
      numRuns: 10,
      seed: 42,
    })) {
      const content = body === undefined ? undefined : takesJson ? JSON.stringify(body) : 'a=%00&b';
      const headers = takesJson ? json : { 'content-type': 'application/x-www-form-urlencoded' };
      faults.push(...(await faultOf({ method, address, content, ...(content === undefined ? {} : { headers }) })));
    }
  }
  expect(faults).toEqual([]);
}, 120_000);

test('bodies that are no JSON, of another type, too deep or malformed', async () => {
  const faults: string[] = [];
  const taking = operations().filter(({ operation }) => operation.requestBody);
  for (const [n, { path, method }] of taking.entries()) {
    for (const body of share(rawBodies, { n, size: 6 })) {
      faults.push(...(await faultOf({ method, address: plain(path), ...body })));
    }
  }
  expect(faults).toEqual([]);
}, 120_000);

test('malformed headers, places, cursors and orders', async () => {
  const faults: string[] = [];
  for (const [n, { path, method, operation }] of operations().entries()) {
    const content = operation.requestBody ? '{}' : undefined;
    const addresses = [
      ...(method === 'get' ? share(badQueries, { n, size: 6 }) : []).map((query) => `${plain(path)}?${query}`),
      ...(path.includes('{') ? share(badPlaces, { n, size: 3 }) : []).map((place) =>
        path.replaceAll(/\{\w+\}/g, place),
      ),
    ];
    for (const address of addresses) faults.push(...(await faultOf({ method, address, content, headers: json })));
    for (const headers of share(badHeaders, { n, size: 3 })) {
      faults.push(...(await faultOf({ method, address: plain(path), content, headers: { ...json, ...headers } })));
    }
  }
  expect(faults).toEqual([]);
}, 120_000);

/** Some of many, going on where the operation before ended: all of them meet many operations, and time is bounded. */
function share<T>(all: readonly T[], { n, size }: { n: number; size: number }): T[] {
  return Array.from({ length: size }, (_, k) => all[(n * size + k) % all.length]).filter((item) => item !== undefined);
}

test('invalid definitions are told what and where, are kept as drafts, and never published', async () => {
  await make('/api/fields', {
    recordType: 'lead',
    key: 'size',
    kind: 'choice',
    label: 'Size',
    options: ['small', 'large'],
  });
  const { key } = (await api.call('POST', '/api/workflows', { json: draft() })).body as { key: string };
  const address = `/api/workflows/${key}`;
  expect(invalidDefinitions.length).toBeGreaterThanOrEqual(60);
  for (const { what, definition, code, path } of invalidDefinitions) {
    const issues = expect.arrayContaining([expect.objectContaining({ severity: 'error', code, path })]);
    const validated = await api.call('POST', `${address}/validate`, { json: { definition } });
    const saved = await api.call('PUT', address, { json: definition });
    // What belongs to another key or format cannot be kept.
    if (path === '/key' || path === '/format') {
      expect([what, saved.status, saved.body]).toEqual([
        what,
        422,
        expect.objectContaining({ issues: expect.anything() }),
      ]);
      continue;
    }
    expect([what, validated.body]).toEqual([what, { valid: false, issues }]);
    expect([what, saved.status, saved.body]).toEqual([what, 200, expect.objectContaining({ issues })]);
    const published = await api.call('POST', `${address}/publish`, { json: {} });
    const refusal = expect.objectContaining({ code: 'invalid-definition', issues });
    expect([what, published.status, published.body]).toEqual([what, 422, refusal]);
  }
  expect((await api.call('GET', `${address}/versions`)).body).toEqual(expect.objectContaining({ items: [] }));
}, 120_000);
