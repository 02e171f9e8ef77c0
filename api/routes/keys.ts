import { z } from 'zod';
import { createKey, listKeys, revokeKey } from '../../crm/people/keys.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'API keys';
const keySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string(),
    userId: z.uuid(),
    roles: z.array(z.string()),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' });

/** API keys: they act as their user, with all or some of the user's rights. */
export function keyRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/keys',
      tag,
      summary: 'API keys, newest first',
      guard: 'key:read',
      query: listQuery(),
      answers: { 200: listOf(keySchema) },
      handle: async ({ query, actor }) => ok(pageOf(await listKeys(db, actor), query)),
    }),
    route({
      method: 'post',
      path: '/api/keys',
      tag,
      summary: 'Make an API key; `key` is shown this once. `roles` narrow it',
      guard: 'key:create',
      body: z.strictObject({
        name: z.string().trim().min(1).max(100),
        roles: z.array(z.string().max(50)).max(20).default([]),
      }),
      answers: { 201: keySchema.extend({ key: z.string() }) },
      secretAnswer: true,
      write: async ({ body, actor }, tx) => {
        const { key, secret } = await createKey(tx, { actor, ...body });
        return created({ ...key, key: secret }, { 'Cache-Control': 'no-store' });
      },
    }),
    route({
      method: 'delete',
      path: '/api/keys/:id',
      tag,
      summary: 'Revoke an API key',
      guard: 'key:revoke',
      params: z.object({ id: z.uuid() }),
      answers: { 204: null },
      write: async ({ params, actor }, tx) => {
        await revokeKey(tx, { actor, id: params.id });
        return noContent();
      },
    }),
  ];
}
