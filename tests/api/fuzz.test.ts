import fc from 'fast-check';
import { type ApiServer, startApi } from '../harness/api-server.ts';
import { createTestDatabase, type TestDatabase } from '../harness/test-database.ts';

type Schema = { readonly [key: string]: unknown };
type Operation = {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
};
type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

let test_: TestDatabase;
let api: ApiServer;
let document: OpenApi;
beforeAll(async () => {
  test_ = await createTestDatabase();
  api = await startApi(test_, { publicUrl: 'http://localhost:3000', twilioToken: 'token' });
  document = (await api.call('GET', '/api/openapi.json')).body as OpenApi;
});
afterAll(async () => {
  await api.close();
  await test_.drop();
});

const hostile = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  0,
  -1,
  1e308,
  '\u0000',
  '\ud83d',
  `'; DROP TABLE lead; --`,
  '../../etc/passwd',
  '{{constructor}}',
  '<script>',
  [],
  {},
  [[]],
  { a: { b: {} } },
  true,
  '9'.repeat(400),
  '2026-13-45',
  '01a20120-0000-7000-8000-000000000000',
  'NaN',
  { var: 'constructor' },
  { '==': [1] },
);

/** Values that fit a schema for the most part, with something hostile in their midst now and then. */
function anyOf(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  const fitting = fittingOf(schema ?? {}, depth);
  return fc.oneof({ weight: 6, arbitrary: fitting }, { weight: 1, arbitrary: hostile });
}

function fittingOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const reference =
    typeof schema.$ref === 'string' ? document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] : undefined;
  if (reference) return fittingOf(reference, depth + 1);
  const options = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (options && depth < 6) return fc.oneof(...options.map((option) => fittingOf(option, depth + 1)));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.type === 'object' && depth < 6) return objectOf(schema, depth);
  if (schema.type === 'array') return fc.array(anyOf(schema.items as Schema | undefined, depth + 1), { maxLength: 3 });
  if (schema.type === 'string')
    return schema.format === 'uuid'
      ? fc.uuid()
      : fc.oneof(fc.string({ maxLength: 20 }), fc.emailAddress(), fc.constantFrom('lead', 'a-key', 'name'));
  if (schema.type === 'integer' || schema.type === 'number')
    return fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double());
  return schema.type === 'boolean' ? fc.boolean() : hostile;
}

function objectOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  const known = fc.record(Object.fromEntries(properties.map(([key, value]) => [key, anyOf(value, depth + 1)])), {
    requiredKeys: (schema.required as string[] | undefined) ?? [],
  });
  const fieldNames = fc.constantFrom('firstName', 'email', 'score', 'tags', 'ownerId', 'noSuchField');
  return schema.additionalProperties === false
    ? known
    : fc.tuple(known, fc.dictionary(fieldNames, hostile, { maxKeys: 3 })).map(([one, more]) => ({ ...more, ...one }));
}

/** Addresses that never end or end something that the test needs. */
const spared = /^(get \/api\/stream|(post|delete) \/api\/session)$/;

test('nothing that anybody sends gives a 5xx, and every refusal is a problem document with its place', async () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const failures: string[] = [];
  for (const { path, method, operation } of operations.filter((item) => !spared.test(`${item.method} ${item.path}`))) {
    const requests = fc.sample(requestOf(path, operation), { numRuns: 12, seed: 42 });
    for (const { address, body } of requests) {
      const options =
        body === undefined
          ? {}
          : operation.requestBody?.content['application/json']
            ? { json: body }
            : { form: 'a=%00&b' };
      const answer = await api.call(method.toUpperCase(), address, options);
      const problem = answer.body as
        | { code?: string; issues?: readonly { path?: string; code?: string }[] }
        | undefined;
      const what = `${method} ${address} ${JSON.stringify(body)?.slice(0, 300)} → ${answer.status} ${answer.text.slice(0, 300)}`;
      if (answer.status >= 500) failures.push(what);
      if (answer.status >= 400 && address.startsWith('/api') && !problem?.code) failures.push(what);
      if (answer.status === 422 && !problem?.issues?.every((issue) => issue.path !== undefined && issue.code))
        failures.push(what);
    }
  }
  expect(failures).toEqual([]);
}, 300_000);

function requestOf(
  path: string,
  { parameters, requestBody }: Operation,
): fc.Arbitrary<{ address: string; body: unknown }> {
  const text = (schema: Schema) =>
    anyOf(schema).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)));
  const inPath = parameters.filter((item) => item.in === 'path');
  const inQuery = parameters.filter((item) => item.in === 'query');
  const [content] = Object.values(requestBody?.content ?? {});
  return fc
    .tuple(
      fc.tuple(
        ...inPath.map(({ name, schema }) =>
          name === 'type' ? fc.constantFrom('lead', 'offer', 'task', 'spaceship') : text(schema),
        ),
      ),
      fc.tuple(...inQuery.map(({ schema }) => fc.option(text(schema), { nil: undefined }))),
      content ? anyOf(content.schema) : fc.constant(undefined),
    )
    .map(([places, queries, body]) => {
      const address = inPath.reduce(
        (built, { name }, index) => built.replace(`{${name}}`, encode(places[index] ?? '')),
        path,
      );
      const query = inQuery
        .flatMap(({ name }, index) => (queries[index] === undefined ? [] : [`${name}=${encode(queries[index])}`]))
        .join('&');
      return { address: query === '' ? address : `${address}?${query}`, body };
    });
}

/** A lone surrogate cannot stand in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, '?')) || 'x';
}
