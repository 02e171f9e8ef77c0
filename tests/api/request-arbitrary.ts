import fc from 'fast-check';

export type Schema = { readonly [key: string]: unknown };
export type Operation = {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
};
export type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
export type AnyRequest = { readonly address: string; readonly body: unknown };

/** What fits nowhere, or fits and is odd. */
export const hostile = fc.constantFrom<unknown>(
  null,
  '',
  ' ',
  0,
  -1,
  -0.5,
  1e308,
  2 ** 53,
  2 ** 31,
  '\u0000',
  '\ud83d',
  '\u202eabc',
  '\ufeff',
  'ﷺ'.repeat(50),
  `'; DROP TABLE lead; --`,
  '../../etc/passwd',
  '{{constructor}}',
  '{{#each record}}{{/each}}',
  '<script>',
  '%s%n',
  [],
  {},
  [[]],
  [null],
  { a: { b: {} } },
  true,
  '9'.repeat(400),
  'x'.repeat(20_000),
  '2026-13-45',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '01a20120-0000-7000-8000-000000000000',
  'NaN',
  '__proto__',
  'constructor',
  { var: 'constructor' },
  { '==': [1] },
  { var: ['record.email', { var: 'record' }] },
  nested(60),
);

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { '!': [nested(depth - 1)] };
}

/** Requests made from what the document says of an operation, each part hostile now and then. */
export function requestsOf(
  document: OpenApi,
  {
    path,
    operation,
    known,
  }: { path: string; operation: Operation; known: Readonly<Record<string, readonly string[]>> },
): fc.Arbitrary<AnyRequest> {
  const { anyOf, mutated } = valuesOf(document);
  const text = (schema: Schema) =>
    anyOf(schema).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)));
  const place = (name: string, schema: Schema) => {
    const there = known[name];
    return there ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...there) }, text(schema)) : text(schema);
  };
  const inPath = operation.parameters.filter((item) => item.in === 'path');
  const inQuery = operation.parameters.filter((item) => item.in === 'query');
  const [content] = Object.values(operation.requestBody?.content ?? {});
  return fc
    .record({
      places: fc.tuple(...inPath.map(({ name, schema }) => place(name, schema))),
      queries: fc.tuple(...inQuery.map(({ schema }) => fc.option(text(schema), { nil: undefined }))),
      body: content ? mutated(content.schema) : fc.constant(undefined),
    })
    .map(({ places, queries, body }) => {
      const address = inPath.reduce((built, { name }, n) => built.replace(`{${name}}`, encode(places[n] ?? '')), path);
      const query = inQuery.flatMap(({ name }, n) =>
        queries[n] === undefined ? [] : [`${name}=${encode(queries[n])}`],
      );
      return { address: query.length === 0 ? address : `${address}?${query.join('&')}`, body };
    });
}

/** A lone surrogate cannot stand in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.slice(0, 3_000).replaceAll(/[\ud800-\udfff]/g, '?')) || 'x';
}

function valuesOf({ components }: OpenApi) {
  /** Values that fit a schema for the most part, with something hostile in their midst now and then. */
  const anyOf = (schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: fitting(schema ?? {}, depth) }, { weight: 1, arbitrary: hostile });

  /** A whole body: with one key too many, or one of its keys left out, or as it comes. */
  const mutated = (schema: Schema): fc.Arbitrary<unknown> =>
    fc.tuple(anyOf(schema), fc.constantFrom('as it is', 'extra', 'missing'), hostile).map(([body, change, odd]) => {
      if (body === null || typeof body !== 'object' || Array.isArray(body) || change === 'as it is') return body;
      const [first, ...others] = Object.entries(body);
      return change === 'extra' || first === undefined ? { ...body, noSuchKey: odd } : Object.fromEntries(others);
    });

  const fitting = (schema: Schema, depth: number): fc.Arbitrary<unknown> => {
    const name = typeof schema.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? '') : '';
    const reference = components.schemas[name];
    if (reference) return fitting(reference, depth + 1);
    const options = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
    if (options && depth < 6) return fc.oneof(...options.map((option) => fitting(option, depth + 1)));
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.type === 'object' && depth < 6) return objectOf(schema, depth);
    if (schema.type === 'array')
      return fc.array(anyOf(schema.items as Schema | undefined, depth + 1), { maxLength: 3 });
    return scalarOf(schema);
  };

  const objectOf = (schema: Schema, depth: number): fc.Arbitrary<unknown> => {
    const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
    const known = fc.record(Object.fromEntries(properties.map(([key, value]) => [key, anyOf(value, depth + 1)])), {
      requiredKeys: (schema.required as string[] | undefined) ?? [],
    });
    const fieldNames = fc.constantFrom('firstName', 'email', 'score', 'tags', 'ownerId', 'noSuchField');
    return schema.additionalProperties === false
      ? known
      : fc.tuple(known, fc.dictionary(fieldNames, hostile, { maxKeys: 3 })).map(([one, more]) => ({ ...more, ...one }));
  };
  return { anyOf, mutated };
}

function scalarOf({ type, format }: Schema): fc.Arbitrary<unknown> {
  if (type === 'string') {
    const texts = fc.oneof(fc.string({ maxLength: 20 }), fc.emailAddress(), fc.constantFrom('lead', 'a-key', 'name'));
    return format === 'uuid' ? fc.uuid() : texts;
  }
  if (type === 'integer' || type === 'number') return fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double());
  return type === 'boolean' ? fc.boolean() : hostile;
}
