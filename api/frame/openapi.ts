import { z } from 'zod';
import { errorCatalogue } from '../../domain/errors.ts';
import type { Guard, PublicGuard, Route } from './route.ts';

type Schema = Record<string, unknown>;
type Components = Record<string, Schema>;

/** The OpenAPI document of a list of routes: nothing is described twice. */
export function openApiDocument(routes: readonly Route[], { publicUrl }: { publicUrl: string }): Schema {
  const components: Components = { Problem: problemSchema };
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cadenza',
      version: '1',
      description: 'Records, events, workflows, runs and messages of a CRM. Every POST accepts an Idempotency-Key.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(routes.map(({ tag }) => tag))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'cadenza_session',
          description: 'From POST /api/session; changes need X-CSRF-Token.',
        },
      },
      schemas: components,
    },
  };
}

function operation(route: Route, components: Components): Schema {
  const { method, path, summary, tag, guard, params, query, body, answers } = route;
  const isPublic = typeof guard === 'object' && 'public' in guard;
  return {
    operationId: operationId(method, path),
    summary,
    tags: [tag],
    ...(isPublic ? { security: [] } : {}),
    'x-permission': permissionText(guard),
    parameters: [
      ...pathParameters(path, params, components),
      ...queryParameters(query, components),
      ...(method === 'post' && !isPublic ? [idempotencyHeader] : []),
    ],
    ...(body === undefined ? {} : { requestBody: requestBody(route, body, components) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, components)])),
      default: {
        description: 'A problem document.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

function permissionText(guard: Guard | PublicGuard): string {
  if (typeof guard === 'string') return guard;
  if ('recordType' in guard)
    return [guard.recordType]
      .flat()
      .map((action) => `{type}:${action}`)
      .join(' or ');
  return 'signedIn' in guard ? `signed in: ${guard.signedIn}` : `public: ${guard.public}`;
}

function pathParameters(path: string, params: z.ZodType | undefined, components: Components): Schema[] {
  const schemas = params === undefined ? {} : propertiesOf(jsonSchema(params, 'input', components));
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: schemas[name] ?? { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | undefined, components: Components): Schema[] {
  if (query === undefined) return [];
  const schema = jsonSchema(query, 'input', components);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(propertiesOf(schema)).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
}

function propertiesOf(schema: Schema): Record<string, unknown> {
  const { properties } = schema;
  return properties !== null && typeof properties === 'object' ? { ...properties } : {};
}

const bodyTypes = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  raw: 'application/octet-stream',
  multipart: 'multipart/form-data',
} as const;

function requestBody({ bodyKind = 'json' }: Route, body: z.ZodType, components: Components): Schema {
  return {
    required: !body.safeParse(undefined).success,
    content: { [bodyTypes[bodyKind]]: { schema: jsonSchema(body, 'input', components) } },
  };
}

function answerOf(answer: z.ZodType | string | null, components: Components): Schema {
  if (answer === null) return { description: 'Done.' };
  if (typeof answer === 'string')
    return { description: 'The content.', content: { [answer]: { schema: { type: 'string' } } } };
  return {
    description: 'The answer.',
    content: { 'application/json': { schema: jsonSchema(answer, 'output', components) } },
  };
}

/** JSON Schema of a zod schema; those with an `id` in their metadata become components. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Components): Schema {
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema & { $defs?: Components };
  for (const [name, definition] of Object.entries($defs)) components[name] = relocate(definition);
  return relocate(rest);
}

function relocate(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

const idempotencyHeader = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description: 'The same key with the same body has one effect and one answer; with another body it is refused.',
};

const problemSchema: Schema = {
  type: 'object',
  description: 'RFC 9457 problem document.',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorCatalogue) },
    detail: { type: 'string' },
    instance: { type: 'string' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['severity', 'code', 'path', 'message'],
        properties: {
          severity: { enum: ['error', 'warning'] },
          code: { type: 'string' },
          path: { type: 'string', description: 'JSON pointer' },
          stepId: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
  },
};
