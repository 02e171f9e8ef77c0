import { z } from 'zod';
import type { Person } from '../../crm/actor.ts';
import type { Database, Tx } from '../../crm/database.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { copyDocument } from '../../crm/offers/copy-document.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { type CopyKind, copiedFrom } from '../../domain/offers/copies.ts';
import type { ApiDeps } from '../deps.ts';
import { created, ok, type Reply } from '../frame/reply.ts';
import { type Route, type RouteRequest, route } from '../frame/route.ts';
import { automationsQuery, recordSchema, refusalOf, writeContext } from './record-answers.ts';

const tag = 'Offers';
const id = z.string().max(100);
const answers = { 200: recordSchema, 201: recordSchema };

/** Copies of sales documents: of an offer another one, a revision or an order, of an order an invoice. */
export function salesDocumentRoutes({ db }: ApiDeps): Route[] {
  return [
    ofOffer(db, 'duplicate', {
      path: '/api/offers/:id/duplicate',
      summary: 'A new draft with the lines of an offer, and a number of its own',
    }),
    ofOffer(db, 'revision', {
      path: '/api/offers/:id/revise',
      summary: 'The next revision of an offer, as a draft; sending it supersedes the ones before',
    }),
    route({
      method: 'post',
      path: '/api/orders',
      tag,
      summary: 'The order of an approved offer; asked for again, the one that is there',
      guard: 'order:create',
      query: automationsQuery,
      body: z.strictObject({ offerId: id }),
      answers,
      write: (request, tx) => copy(db, tx, { request, kind: 'order', sourceId: request.body.offerId }),
    }),
    route({
      method: 'post',
      path: '/api/invoices',
      tag,
      summary: 'The invoice of an order; asked for again, the one that is there',
      guard: 'invoice:create',
      query: automationsQuery,
      body: z.strictObject({ orderId: id }),
      answers,
      write: (request, tx) => copy(db, tx, { request, kind: 'invoice', sourceId: request.body.orderId }),
    }),
  ];
}

function ofOffer(
  db: Database,
  kind: 'duplicate' | 'revision',
  { path, summary }: { path: `/${string}`; summary: string },
): Route {
  return route({
    method: 'post',
    path,
    tag,
    summary,
    guard: 'offer:create',
    params: z.object({ id }),
    query: automationsQuery,
    answers: { 201: recordSchema },
    write: (request, tx) => copy(db, tx, { request, kind, sourceId: request.params.id }),
  });
}

type CopyRequest = Pick<
  RouteRequest<unknown, z.infer<typeof automationsQuery>, unknown, Person>,
  'actor' | 'now' | 'requestId' | 'query' | 'afterCommit'
>;

/** A copy of what the person may read, with the rights that they have. */
async function copy(
  db: Database,
  tx: Tx,
  { request, kind, sourceId }: { request: CopyRequest; kind: CopyKind; sourceId: string },
): Promise<Reply> {
  const source = await getRecord(tx, { actor: request.actor, type: copiedFrom[kind], id: sourceId });
  const context = writeContext(request, request.query.automations);
  const result = await copyDocument(tx, context, { kind, sourceId: source.id });
  if (result.kind === 'issues') throw refusalOf(result);
  request.afterCommit(() => notifyEvents(db));
  const { record } = result;
  const headers = { Location: `/api/records/${record.type}/${record.id}`, ETag: `"${record.version}"` };
  return result.created ? created(record, headers) : ok(record, headers);
}
