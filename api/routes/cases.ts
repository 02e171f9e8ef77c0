import sanitizeHtml from 'sanitize-html';
import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import { readInboundFile, readInboundHtml, readThread, type ThreadItem } from '../../crm/cases/case-thread.ts';
import { replyToCase } from '../../crm/cases/reply-to-case.ts';
import type { Queryable } from '../../crm/database.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { readMessages } from '../../crm/sending/read-messages.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import { AppError } from '../../domain/errors.ts';
import { messageStates } from '../../domain/sending/message-state.ts';
import type { ApiDeps } from '../deps.ts';
import { encodeCursor, listOf, listQuery, timePosition } from '../frame/list.ts';
import { created, html, ok, raw } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { messageJson, messageSchema } from './message-answers.ts';
import { previewHtml, strangerPolicy } from './message-preview.ts';
import { writeContext } from './record-answers.ts';

const tag = 'Cases';
const params = z.object({ id: z.uuid() });
const mailParams = params.extend({ mailId: z.uuid() });

const itemSchema = z.object({
  direction: z.enum(['in', 'out']),
  id: z.uuid(),
  at: z.iso.datetime(),
  from: z.string().nullable(),
  fromName: z.string().nullable(),
  to: z.array(z.string()),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  hasHtml: z.boolean(),
  automatic: z.boolean(),
  authorId: z.uuid().nullable(),
  state: z.enum(messageStates).nullable(),
  attachments: z.array(z.object({ n: z.int(), name: z.string(), contentType: z.string(), size: z.int() })),
});

/** The mails of a case. */
export function caseRoutes(deps: ApiDeps): Route[] {
  return [threadRoute(deps), replyRoute(deps), previewRoute(deps), attachmentRoute(deps)];
}

/** @throws AppError `record-not-found` for a case that the actor may not read */
async function demandCase(db: Queryable, actor: Person, id: string): Promise<void> {
  await getRecord(db, { actor, type: 'case', id });
}

function threadRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/cases/:id/thread',
    tag,
    summary: 'Mails of a case to and from the customer, newest first',
    guard: 'case:read',
    params,
    query: listQuery({ sort: z.literal('-at').optional() }),
    answers: { 200: listOf(itemSchema) },
    handle: async ({ params: { id }, query: { limit, cursor }, actor }) => {
      await demandCase(db, actor, id);
      const rows = await readThread(db, { caseId: id, limit: limit + 1, after: timePosition(cursor) });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const nextCursor = rows.length > limit && last ? encodeCursor([last.at.toISOString(), last.id]) : null;
      return ok({ items: items.map(itemJson), nextCursor });
    },
  });
}

const itemJson = (item: ThreadItem) => ({ ...item, at: item.at.toISOString() });

function replyRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/cases/:id/replies',
    tag,
    summary: 'Answer the customer in the thread; the first answer is the first response of the case',
    guard: 'case:update',
    params,
    body: z.strictObject({
      body: z.string().trim().min(1).max(100_000),
      /** Whom it goes to; who wrote last, else the contact, unless given. */
      to: z.string().trim().max(320).optional(),
      /** What becomes of the case with it; a new one is open afterwards in any case. */
      status: z.enum(['open', 'waiting-customer', 'waiting-third-party', 'resolved', 'closed']).optional(),
    }),
    answers: { 201: messageSchema },
    write: async (request, tx) => {
      const { params: at, body, actor, afterCommit } = request;
      const settings = { ...(await readCompanySettings(tx, config)), publicUrl: config.publicUrl };
      const context = { ...writeContext(request, 'on'), actor };
      const { to, status } = body;
      const id = await replyToCase(tx, { caseId: at.id, text: body.body, to, status }, { settings, context });
      afterCommit(() => notifyEvents(db));
      const [row] = await readMessages(tx, [id]);
      if (!row) throw new AppError('internal');
      return created(messageJson(row));
    },
  });
}

function previewRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/cases/:id/mails/:mailId/preview',
    tag,
    summary: 'The HTML of a mail from outside, made harmless, for a sandboxed frame; nothing in it is fetched',
    guard: 'case:read',
    params: mailParams,
    answers: { 200: 'text/html' },
    handle: async ({ params: { id, mailId }, actor }) => {
      await demandCase(db, actor, id);
      const mail = await readInboundHtml(db, { caseId: id, mailId });
      if (!mail) throw new AppError('not-found', { detail: 'There is no such mail in the case.' });
      return html(previewHtml(mail, sanitizeHtml), {
        headers: {
          'Content-Security-Policy': strangerPolicy,
          'Cache-Control': 'no-store',
          'Referrer-Policy': 'no-referrer',
        },
      });
    },
  });
}

function attachmentRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/cases/:id/mails/:mailId/attachments/:n',
    tag,
    summary: 'A file that came with a mail, to be saved and never shown as a page of ours',
    guard: 'case:read',
    params: mailParams.extend({ n: z.coerce.number().int().min(0).max(1000) }),
    answers: { 200: 'application/octet-stream' },
    handle: async ({ params: { id, mailId, n }, actor }) => {
      await demandCase(db, actor, id);
      const file = await readInboundFile(db, { caseId: id, mailId, n });
      if (!file) throw new AppError('not-found', { detail: 'There is no such file in the case.' });
      return raw((response) => {
        response
          .status(200)
          .set({
            'Content-Type': 'application/octet-stream',
            'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
            'Content-Security-Policy': "default-src 'none'; sandbox",
            'Cache-Control': 'no-store',
            'X-Content-Type-Options': 'nosniff',
          })
          .send(file.content);
      });
    },
  });
}
