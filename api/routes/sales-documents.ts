import { z } from 'zod';
import type { Tx } from '../../crm/database.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { copyDocument } from '../../crm/offers/copy-document.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { type CopyKind, copiedFrom } from '../../domain/offers/copies.ts';
import type { ApiDeps } from '../deps.ts';
import { created, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { automationsQuery, recordSchema, refusalOf, writeContext } from './record-answers.ts';

const tag = 'Offers';
const id = z.string().max(100);
const answers = { 200: recordSchema, 201: recordSchema };

/** Copies of sales documents: of an offer another one, a revision or an order, of an order an invoice. */
export function salesDocumentRoutes({ db }: ApiDeps): Route[] {
  const copy =
    (kind: CopyKind, sourceOf: (request: { params: unknown; body: unknown }) => string) =>
    async (request: Parameters<typeof writeContext>[0] & CopyRequest, tx: Tx) => {
      const source = await getRecord(tx, { actor: request.actor, type: copiedFrom[kind], id: sourceOf(request) });
      const context = writeContext(request, request.query.automations);
      const result = await copyDocument(tx, context, { kind, sourceId: source.id });
      if (result.kind === 'issues') throw refusalOf(result);
      request.afterCommit(() => notifyEvents(db));
      const { record } = result;
      const headers = { Location: `/api/records/${record.type}/${record.id}`, ETag: `"${record.version}"` };
      return result.created ? created(record, headers) : ok(record, headers);
    };
  const ofOffer = (kind: 'duplicate' | 'revision', path: `/${string}`, summary: string) =>
    route({
      method: 'post',
      path,
      tag,
      summary,
      guard: 'offer:create',
      params: z.object({ id }),
      query: automationsQuery,
      answers: { 201: recordSchema },
      write: copy(kind, ({ params }) => (params as { id: string }).id),
    });
  return [
    ofOffer(
      'duplicate',
      '/api/offers/:id/duplicate',
      'A new draft with the lines of an offer, and a number of its own',
    ),
    ofOffer(
      'revision',
      '/api/offers/:id/revise',
      'The next revision of an offer, as a draft; sending it supersedes the ones before',
    ),
    route({
      method: 'post',
      path: '/api/orders',
      tag,
      summary: 'The order of an approved offer; asked for again, the one that is there',
      guard: 'order:create',
      query: automationsQuery,
      body: z.strictObject({ offerId: id }),
      answers,
      write: copy('order', ({ body }) => (body as { offerId: string }).offerId),
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
      write: copy('invoice', ({ body }) => (body as { orderId: string }).orderId),
    }),
  ];
}

type CopyRequest = {
  readonly params: unknown;
  readonly body: unknown;
  readonly query: z.infer<typeof automationsQuery>;
  readonly afterCommit: (work: () => void) => void;
};
