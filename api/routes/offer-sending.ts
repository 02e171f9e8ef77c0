import { z } from 'zod';
import { auditAction } from '../../crm/audit/record-action.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { offerOverview } from '../../crm/offers/offer-overview.ts';
import { sendOffer } from '../../crm/offers/send-offer.ts';
import { getRecord } from '../../crm/records/find-records.ts';
import { readMessages } from '../../crm/sending/read-messages.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import { AppError } from '../../domain/errors.ts';
import { messageStates } from '../../domain/sending/message-state.ts';
import type { ApiDeps } from '../deps.ts';
import { accepted, ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { messageJson, messageSchema } from './message-answers.ts';
import { writeContext } from './record-answers.ts';
import { keySchema } from './templates.ts';

const tag = 'Offers';
const params = z.object({ id: z.uuid() });
const time = z.iso.datetime().nullable();

const overviewSchema = z
  .object({
    zone: z.string(),
    expiresAt: time,
    expires: z.boolean(),
    companyTotal: z.object({ amount: z.int(), currency: z.string() }).nullable(),
    approvals: z.array(
      z.object({
        approvalId: z.uuid(),
        title: z.string(),
        lock: z.enum(['none', 'fields', 'all']),
        fields: z.array(z.string()),
        deadline: time,
      }),
    ),
    links: z.array(
      z.object({
        id: z.uuid(),
        revision: z.int(),
        documentId: z.uuid().nullable(),
        runId: z.uuid().nullable(),
        sentAt: z.iso.datetime(),
        viewedAt: time,
        decision: z.enum(['accepted', 'declined']).nullable(),
        decidedAt: time,
        name: z.string().nullable(),
        reason: z.string().nullable(),
        mail: z.object({ id: z.uuid(), state: z.enum(messageStates), reason: z.string().nullable() }).nullable(),
      }),
    ),
  })
  .meta({
    id: 'OfferOverview',
    description: 'What stands around an offer: its end, what holds it, what became of its links',
  });

/** Sending an offer by hand, and how it stands. */
export function offerSendingRoutes(deps: ApiDeps): Route[] {
  return [overviewRoute(deps), sendRoute(deps)];
}

function overviewRoute({ db, config }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/offers/:id/overview',
    tag,
    summary: 'How an offer stands: when it ends in the customer’s zone, what holds it, whom it was shown to',
    guard: 'offer:read',
    params,
    answers: { 200: overviewSchema },
    handle: async ({ params: { id }, actor, now }) => {
      const offer = await getRecord(db, { actor, type: 'offer', id });
      const { zone } = await readCompanySettings(db, config);
      return ok(await offerOverview(db, offer, { zone, now }));
    },
  });
}

function sendRoute({ db, config, renderer }: ApiDeps): Route {
  const tokens = createTokenSource(db);
  return route({
    method: 'post',
    path: '/api/offers/:id/send',
    tag,
    summary: 'Send an approved offer to its customer: a mail with its PDF and a link to accept or decline',
    guard: 'offer:update',
    params,
    body: z
      .strictObject({
        /** Template of the mail. */
        template: keySchema.optional(),
        /** Template of the document. */
        document: keySchema.optional(),
        /** Another address than the contact's. */
        to: z.string().trim().min(1).max(320).optional(),
      })
      .prefault({}),
    answers: { 202: messageSchema },
    write: async (request, tx) => {
      const { params: at, body, actor, afterCommit } = request;
      const company = await readCompanySettings(tx, config);
      const deps = {
        content: { renderer, tokens: await tokens(), settings: { ...company, publicUrl: config.publicUrl } },
        documents: { renderer, zone: company.zone, mailFrom: company.mailFrom },
      };
      const context = { ...writeContext(request, 'on'), actor };
      const id = await sendOffer(tx, deps, { offerId: at.id, ...body }, context);
      const resource = { type: 'offer', id: at.id };
      await auditAction(tx, { actor, action: 'offer.sent', resource, changes: { message: { new: id } } });
      afterCommit(() => notifyEvents(db));
      const [row] = await readMessages(tx, [id]);
      if (!row) throw new AppError('internal');
      return accepted(messageJson(row));
    },
  });
}
