import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { createTopic, deleteTopic, listTopics, updateTopic } from '../../crm/consent/topics.ts';
import { topicModes } from '../../domain/consent/topic.ts';
import type { ApiDeps } from '../deps.ts';
import { listOf, listQuery, pageOf } from '../frame/list.ts';
import { created, noContent, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';

const key = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, {
  error: 'a key is lower-case letters, digits and hyphens, beginning with a letter',
});
const name = z.string().trim().min(1).max(120);
const description = z.string().trim().max(500).nullable();
const mode = z.enum(topicModes);
const topicSchema = z.object({ key, name, description, mode, builtIn: z.boolean() });

/** Topics that people subscribe to. */
export function topicRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), createRoute(), changeRoute(), removeRoute()];
}

function listRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/topics',
    tag: 'Consent',
    summary: 'Topics, each opt-in, opt-out or transactional',
    guard: 'topic:read',
    query: listQuery(),
    answers: { 200: listOf(topicSchema) },
    handle: async ({ query }) => ok(pageOf(await listTopics(db), query)),
  });
}

function createRoute(): Route {
  return route({
    method: 'post',
    path: '/api/topics',
    tag: 'Consent',
    summary: 'Create a topic',
    guard: 'topic:edit',
    body: z.strictObject({ key, name, mode, description: description.optional() }),
    answers: { 201: topicSchema },
    write: async ({ body, actor, requestId }, tx) => {
      const topic = await createTopic(tx, { ...body, description: body.description ?? null });
      await auditAction(tx, {
        actor,
        action: 'topic.created',
        resource: { type: 'topic', id: topic.key },
        changes: topic,
        requestId,
      });
      return created(topic);
    },
  });
}

function changeRoute(): Route {
  return route({
    method: 'patch',
    path: '/api/topics/:key',
    tag: 'Consent',
    summary: 'Change a topic',
    guard: 'topic:edit',
    params: z.object({ key: z.string() }),
    body: z.strictObject({ name: name.optional(), description: description.optional(), mode: mode.optional() }),
    answers: { 200: topicSchema },
    write: async ({ params, body, actor, requestId }, tx) => {
      const change = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const topic = await updateTopic(tx, params.key, change);
      await auditAction(tx, {
        actor,
        action: 'topic.updated',
        resource: { type: 'topic', id: topic.key },
        changes: change,
        requestId,
      });
      return ok(topic);
    },
  });
}

function removeRoute(): Route {
  return route({
    method: 'delete',
    path: '/api/topics/:key',
    tag: 'Consent',
    summary: 'Remove a topic of one’s own',
    guard: 'topic:edit',
    params: z.object({ key: z.string() }),
    answers: { 204: null },
    write: async ({ params, actor, requestId }, tx) => {
      await deleteTopic(tx, params.key);
      await auditAction(tx, {
        actor,
        action: 'topic.deleted',
        resource: { type: 'topic', id: params.key },
        requestId,
      });
      return noContent();
    },
  });
}
