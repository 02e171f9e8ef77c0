import { z } from 'zod';
import { deleteQueue, listQueues, saveQueue } from '../../crm/assignment/queues.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const tag = 'Queues';
const users = z.array(z.uuid()).max(1_000);
const keyParams = z.object({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, { error: 'a key has small letters, digits and hyphens' }),
});
const queueSchema = z
  .object({ key: z.string(), name: z.string(), members: z.array(z.string()), alert: z.array(z.string()) })
  .meta({ id: 'Queue' });

/** Queues, in which records wait for somebody. */
export function queueRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/queues',
      tag,
      summary: 'Queues by name, with who takes from them and who is told of what nobody could take',
      guard: 'queue:read',
      query: listQuery(),
      answers: { 200: listOf(queueSchema) },
      handle: async ({ query }) => ok(pageOf(await listQueues(db), query)),
    }),
    route({
      method: 'put',
      path: '/api/queues/:key',
      tag,
      summary: 'Add or change a queue',
      guard: 'queue:edit',
      params: keyParams,
      body: z.strictObject({ name: z.string().trim().min(1).max(200), members: users, alert: users.optional() }),
      answers: { 200: queueSchema },
      write: async ({ params, body, actor }, tx) =>
        ok(await saveQueue(tx, { actor, queue: { ...body, key: params.key, alert: body.alert ?? [] } })),
    }),
    route({
      method: 'delete',
      path: '/api/queues/:key',
      tag,
      summary: 'Remove a queue; records that stand in it keep its name',
      guard: 'queue:edit',
      params: keyParams,
      answers: { 204: null },
      write: async ({ params, actor }, tx) => {
        await deleteQueue(tx, { actor, key: params.key });
        return noContent();
      },
    }),
  ];
}
