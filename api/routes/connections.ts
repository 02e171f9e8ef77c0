import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { deleteConnection, listConnections, saveConnection } from '../../crm/settings/connection-list.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Connections';
const connectionSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    baseUrl: z.string().nullable(),
    hasSecret: z.boolean(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Connection' });
const params = z.object({ key: z.string().regex(/^[a-z][a-z0-9-]{0,49}$/) });
const headers = z.record(
  z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the name of a header'),
  z
    .string()
    .max(4_000)
    .regex(/^[\x20-\x7e]*$/, 'must be one line of ASCII'),
);

/** Servers that webhook steps call, with headers that are stored encrypted and never shown. */
export function connectionRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), saveRoute(), removeRoute()];
}

function listRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/connections',
    tag,
    summary: 'Connections by name, without their secrets',
    guard: 'connection:read',
    query: listQuery(),
    answers: { 200: listOf(connectionSchema) },
    handle: async ({ query }) => ok(pageOf(await listConnections(db), query)),
  });
}

function saveRoute(): Route {
  return route({
    method: 'put',
    path: '/api/connections/:key',
    tag,
    summary: 'Create or change a connection; without `headers` the stored ones stay',
    guard: 'connection:edit',
    params,
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      baseUrl: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .refine((url) => !/^[^/?#]*\/\/[^/?#]*@/.test(url), 'must not hold a name or password: send them as headers')
        .nullish(),
      headers: headers.optional(),
    }),
    answers: { 200: connectionSchema },
    write: async ({ params: { key }, body, actor }, tx) => {
      const saved = await saveConnection(tx, {
        key,
        name: body.name,
        baseUrl: body.baseUrl ?? null,
        headers: body.headers,
      });
      await auditAction(tx, {
        actor,
        action: 'connection.saved',
        resource: { type: 'connection', id: key },
        changes: { baseUrl: { new: saved.baseUrl }, headers: { new: Object.keys(body.headers ?? {}) } },
      });
      return ok(saved);
    },
  });
}

function removeRoute(): Route {
  return route({
    method: 'delete',
    path: '/api/connections/:key',
    tag,
    summary: 'Remove a connection',
    guard: 'connection:edit',
    params,
    answers: { 204: null },
    write: async ({ params: { key }, actor }, tx) => {
      await deleteConnection(tx, key);
      await auditAction(tx, { actor, action: 'connection.deleted', resource: { type: 'connection', id: key } });
      return noContent();
    },
  });
}
