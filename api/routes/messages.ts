import sanitizeHtml from 'sanitize-html';
import { z } from 'zod';
import type { Queryable } from '../../crm/database.ts';
import { findMessage, listMessages, readEvidence } from '../../crm/sending/list-messages.ts';
import type { MessageRow } from '../../crm/sending/message-row.ts';
import { AppError } from '../../domain/errors.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { messageStates } from '../../domain/sending/message-state.ts';
import type { ApiDeps } from '../deps.ts';
import { encodeCursor, listOf, listQuery, timePosition } from '../frame/list.ts';
import { html, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { addMessageGauges } from '../message-gauges.ts';
import { channels, messageJson, messageSchema } from './message-answers.ts';
import { previewHtml, previewPolicy } from './message-preview.ts';

const time = z.iso.datetime();
const evidenceSchema = z.object({ kind: z.string(), at: time, bot: z.boolean(), details: z.unknown() });

const idParams = z.object({ id: z.uuid() });
const realm = { test: z.enum(['true', 'false']).optional() };

/** The send ledger. */
export function messageRoutes(deps: ApiDeps): Route[] {
  addMessageGauges(deps);
  return [listRoute(deps), oneRoute(deps), previewRoute(deps)];
}

function listRoute(deps: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/messages',
    tag: 'Messages',
    summary: 'The send ledger, newest first, with the reason of what was not sent',
    guard: 'message:read',
    query: listQuery({
      ...realm,
      sort: z.literal('-createdAt').optional(),
      channel: z.enum(channels).optional(),
      /** The address it goes to; of a notification in the app, the user's id. */
      to: z.string().max(320).optional(),
      state: z.enum(messageStates).optional(),
      recordType: z.enum(recordTypeKeys).optional(),
      recordId: z.uuid().optional(),
      workflow: z.string().max(200).optional(),
      runId: z.uuid().optional(),
    }),
    answers: { 200: listOf(messageSchema) },
    handle: async ({ query, actor }) => {
      const { limit, cursor, channel, to, state, recordType, recordId, workflow, runId } = query;
      const after = timePosition(cursor) ?? null;
      const filter = { channel, to, state, recordType, recordId, workflow, runId };
      const rows = await listMessages(realmOf(deps, query), { actor, filter, limit, after });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const nextCursor = rows.length > limit && last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null;
      return ok({ items: items.map(messageJson), nextCursor });
    },
  });
}

function oneRoute(deps: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/messages/:id',
    tag: 'Messages',
    summary: 'One message, with what was learned about it since',
    guard: 'message:read',
    params: idParams,
    query: z.strictObject(realm),
    answers: { 200: messageSchema.extend({ events: z.array(evidenceSchema) }) },
    handle: async ({ params, query, actor }) => {
      const row = await known(realmOf(deps, query), { actor, id: params.id });
      return ok({ ...messageJson(row), events: await readEvidence(realmOf(deps, query), row.id) });
    },
  });
}

function previewRoute(deps: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/messages/:id/preview',
    tag: 'Messages',
    summary: 'The HTML of a message, made harmless, for a sandboxed frame',
    guard: 'message:read',
    params: idParams,
    query: z.strictObject(realm),
    answers: { 200: 'text/html' },
    handle: async ({ params, query, actor }) => {
      const row = await known(realmOf(deps, query), { actor, id: params.id });
      return html(previewHtml(row, sanitizeHtml), {
        headers: {
          'Content-Security-Policy': previewPolicy,
          'Cache-Control': 'no-store',
          'Referrer-Policy': 'no-referrer',
        },
      });
    },
  });
}

function realmOf({ db, sandbox }: ApiDeps, { test }: { test?: 'true' | 'false' | undefined }): Queryable {
  return test === 'true' ? sandbox : db;
}

async function known(db: Queryable, wanted: Parameters<typeof findMessage>[1]): Promise<MessageRow> {
  const row = await findMessage(db, wanted);
  if (!row) throw new AppError('not-found', { detail: `There is no message ${wanted.id}.` });
  return row;
}
