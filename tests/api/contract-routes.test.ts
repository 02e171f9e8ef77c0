import { testApi } from '../harness/test-api.ts';
import { comesLater, contractRoutes } from './contract-table.ts';

type Operation = {
  readonly 'x-permission'?: string;
  readonly summary?: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
};
type OpenApi = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

const api = testApi();
let document: OpenApi;
beforeAll(async () => {
  document = (await api.call('GET', '/api/openapi.json', { key: '' })).body as OpenApi;
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
const served = () =>
  operations().map(({ path, method }) => `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, '*')}`);

test('every route of the contract is served, or stands in the list of what comes later', () => {
  const later = Object.values(comesLater).flat();
  expect(contractRoutes.filter((route) => !served().includes(route) && !later.includes(route))).toEqual([]);
});

test('the list of what comes later names nothing that is there, and nothing that the contract does not know', () => {
  const later = Object.values(comesLater).flat();
  expect(later.filter((route) => served().includes(route))).toEqual([]);
  expect(later.filter((route) => !contractRoutes.includes(route))).toEqual([]);
});

test('every route says who may call it and what it does', () => {
  expect(operations().filter(({ operation }) => !operation['x-permission'] || !operation.summary)).toEqual([]);
});

test('every route refuses strangers but those that say why they do not', async () => {
  const open: string[] = [];
  for (const { path, method, operation } of operations()) {
    const address = path.replaceAll('{type}', 'lead').replaceAll(/\{[^}]+\}/g, 'x');
    const { status } = await api.call(method.toUpperCase(), address, { key: '' });
    if (operation['x-permission']?.startsWith('public: ')) open.push(`${method} ${path}`);
    else expect([method, path, status]).toEqual([method, path, 401]);
  }
  expect(
    open.every((route) =>
      /^(get|post) \/(u|t|a|o|providers|hooks|healthz|readyz|metrics|api\/(session|docs|openapi\.json))/.test(route),
    ),
  ).toBe(true);
});

test('every POST behind a right takes an Idempotency-Key', () => {
  const posts = operations().filter(
    ({ method, operation }) => method === 'post' && !operation['x-permission']?.startsWith('public: '),
  );
  expect(posts.filter(({ operation }) => !operation.parameters.some(({ name }) => name === 'Idempotency-Key'))).toEqual(
    [],
  );
});

test('no two routes have the same address', () => {
  const names = served();
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('the page of the API lists them', async () => {
  const { text, headers } = await api.call('GET', '/api/docs', { key: '' });
  expect(headers.get('content-type')).toContain('text/html');
  for (const path of ['/api/records/:type', '/api/events']) expect(text).toContain(path);
});
