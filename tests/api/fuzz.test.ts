import fc from 'fast-check';
import { errorCatalogue } from '../../domain/errors.ts';
import { draft } from '../domain/definition/definitions.ts';
import { invalidDefinitions } from '../domain/definition/invalid-definitions.ts';
import { testApi } from '../harness/test-api.ts';
import { coverPairs } from './cover-pairs.ts';
import { badHeaders, badPlaces, badQueries, rawBodies } from './hostile-requests.ts';
import { type OpenApi, type Operation, requestsOf } from './request-arbitrary.ts';

/** All that is hostile on every route, and each two of them together: some hundred thousand requests. */
const full = process.env.CADENZA_FUZZ === 'full';
const patience = full ? 3 * 3_600_000 : 600_000;

const api = testApi();
let admin: string;
let document: OpenApi;
/** What there is to be found, so that requests get past the first refusal. */
let known: Record<string, readonly string[]>;
beforeAll(async () => {
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

type Problem = {
  readonly code: string;
  readonly status: number;
  readonly detail?: string;
  readonly issues?: readonly Record<string, unknown>[];
};

function faultIn({ status, headers }: Response, text: string, address: string): string | undefined {
  // No Temporal server runs here, which is what this one is asked for.
  if (status === 503 && address.startsWith('/readyz')) return undefined;
  if (status >= 500) return 'our fault';
  if (status < 400 || !address.startsWith('/api')) return undefined;
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return 'no problem document';
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== status || !Object.hasOwn(errorCatalogue, problem.code)) return 'no code of the catalogue';
  if (problem.detail === undefined && !problem.issues?.length) return 'no more told than the code';
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

test(
  'requests made from the schemas are answered or refused with code and place',
  async () => {
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
  },
  patience,
);

test(
  'bodies that are no JSON, of another type, too deep or malformed',
  async () => {
    const faults: string[] = [];
    const taking = operations().filter(({ operation }) => operation.requestBody);
    for (const [n, { path, method }] of taking.entries()) {
      for (const body of share(rawBodies, { n, size: 6 })) {
        faults.push(...(await faultOf({ method, address: plain(path), ...body })));
      }
    }
    expect(faults).toEqual([]);
  },
  patience,
);

test(
  'malformed headers, places, cursors and orders',
  async () => {
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
  },
  patience,
);

/** Some of many, going on where the operation before ended: all of them meet many operations, and time is bounded. */
function share<T>(all: readonly T[], { n, size }: { n: number; size: number }): readonly T[] {
  if (full) return all;
  return Array.from({ length: size }, (_, k) => all[(n * size + k) % all.length]).filter((item) => item !== undefined);
}

type Factors = {
  readonly bodies: readonly ((typeof rawBodies)[number] | undefined)[];
  readonly headers: typeof badHeaders;
  readonly queries: readonly string[];
  readonly places: readonly (string | undefined)[];
};

/** What each part of a request to an operation may be: as it should, then all that is hostile. */
function factorsOf({ path, method, operation }: ReturnType<typeof operations>[number]): Factors {
  const fit = operation.requestBody ? { headers: json, content: '{}' } : undefined;
  return {
    // Clients send no body with GET.
    bodies: method === 'get' ? [undefined] : [fit, ...rawBodies],
    headers: [{}, ...badHeaders],
    queries: ['', ...badQueries],
    places: path.includes('{') ? [undefined, ...badPlaces] : [undefined],
  };
}

/** Every two hostile parts of a request to an operation, in requests that hold many such pairs. */
function pairsFor(operation: ReturnType<typeof operations>[number]): Request[] {
  const { path, method } = operation;
  const { bodies, headers, queries, places } = factorsOf(operation);
  return coverPairs([bodies.length, headers.length, queries.length, places.length]).map(
    ([b = 0, h = 0, q = 0, p = 0]) => {
      const [body, place, query] = [bodies[b], places[p], queries[q] ?? ''];
      const address = place === undefined ? plain(path) : path.replaceAll(/\{\w+\}/g, place);
      return {
        method,
        address: query === '' ? address : `${address}?${query}`,
        headers: { ...body?.headers, ...headers[h] },
        content: body?.content,
      };
    },
  );
}

if (full)
  test(
    'each two of hostile bodies, headers, queries and places together, on every route',
    async () => {
      const faults: string[] = [];
      // What is deleted can't be found any more: that comes last.
      const ordered = operations().sort((a, b) => Number(a.method === 'delete') - Number(b.method === 'delete'));
      const waiting = ordered.flatMap(pairsFor).reverse();
      process.stdout.write(`${waiting.length} requests to ${ordered.length} operations\n`);
      const sendAll = async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) faults.push(...(await faultOf(next)));
      };
      await Promise.all(Array.from({ length: 4 }, sendAll));
      expect(faults).toEqual([]);
    },
    patience,
  );

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
});
