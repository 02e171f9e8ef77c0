import { z } from 'zod';
import type { Queryable } from '../../crm/database.ts';
import { readDocuments } from '../../crm/documents/document-list.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { type CustomerOffer, decideOffer, noteViewed, readCustomerOffer } from '../../crm/offers/customer-offer.ts';
import { readCompanySettings } from '../../crm/settings/company-settings.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import { botFlags } from '../../domain/tracking/bot-flags.ts';
import type { ApiDeps } from '../deps.ts';
import { html } from '../frame/reply.ts';
import { publicRoute, type Route, type RouteRequest } from '../frame/route.ts';
import { fileReply } from './documents.ts';
import { languageOf, linkGuard, linkHeaders, linkParams, linkTag, unknownLink } from './link-page.ts';
import { offerPage } from './offer-page.ts';

const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform((value) => value.trim());
const form = z.object({
  decision: z.enum(['accept', 'decline']),
  name: text(200).default(''),
  reason: text(2_000).default(''),
});

type Find = (
  db: Queryable,
  token: string,
  options: { now: Date; lock?: boolean },
) => Promise<CustomerOffer | undefined>;

/** The page behind the link of an offer. Only POST decides anything, for scanners follow every link. */
export function offerLinkRoutes(deps: ApiDeps): Route[] {
  const tokens = createTokenSource(deps.db);
  const find: Find = async (db, token, options) => {
    const content = (await tokens()).verify('offer', token);
    if (!content) return undefined;
    const { zone } = await readCompanySettings(db, deps.config);
    return readCustomerOffer(db, { shareId: content.messageId, zone, ...options });
  };
  return [pageRoute(deps, find), decideRoute(deps, find), fileRoute(deps, find)];
}

function pageRoute({ db, log }: ApiDeps, find: Find): Route {
  return publicRoute({
    method: 'get',
    path: '/o/:token',
    tag: linkTag,
    summary: 'An offer for its customer; decides nothing, and notes the first time that a person sees it',
    guard: linkGuard,
    params: linkParams,
    answers: { 200: 'text/html' },
    handle: async (request) => {
      const { params: path, raw, now } = request;
      const language = languageOf(raw.get('accept-language'));
      const shown = await find(db, path.token, { now });
      if (!shown) return unknownLink(language);
      if (isFirstLook(shown, request)) {
        await db
          .transaction((tx) => noteViewed(tx, shown, now))
          .then(() => notifyEvents(db))
          .catch((error: unknown) => log.warn({ event: 'offer.view-failed', err: error }));
      }
      return html(offerPage(shown, { language, path: raw.path }), { headers: linkHeaders });
    },
  });
}

/** Programs that fetch links in advance are no customers, and neither is a colleague who is signed in. */
function isFirstLook(
  shown: CustomerOffer,
  { raw, actor, now }: Pick<RouteRequest<unknown, unknown, unknown, unknown>, 'raw' | 'actor' | 'now'>,
): boolean {
  if (shown.viewedAt !== null || actor !== null || raw.method !== 'GET') return false;
  if (
    /prefetch|preview|prerender/i.test(
      `${raw.get('sec-purpose') ?? ''} ${raw.get('purpose') ?? ''} ${raw.get('x-moz') ?? ''}`,
    )
  )
    return false;
  const sinceSentMs = now.getTime() - shown.sentAt.getTime();
  return !botFlags({ kind: 'click', method: 'GET', userAgent: raw.get('user-agent'), sinceSentMs }).bot;
}

function decideRoute({ db }: ApiDeps, find: Find): Route {
  return publicRoute({
    method: 'post',
    path: '/o/:token',
    tag: linkTag,
    summary: 'Accept an offer with a name, or decline it with a reason; once, and only as it was sent',
    guard: linkGuard,
    params: linkParams,
    body: form,
    bodyKind: 'form',
    bodyLimit: 16_384,
    answers: { 200: 'text/html' },
    handle: async ({ params: { token }, body, raw, now }) => {
      const language = languageOf(raw.get('accept-language'));
      const page = (shown: CustomerOffer, status: number, nameMissing = false) =>
        html(offerPage(shown, { language, path: raw.path, nameMissing }), { status, headers: linkHeaders });
      const before = await find(db, token, { now });
      if (!before) return unknownLink(language);
      if (body.decision === 'accept' && body.name === '' && before.state === 'open') return page(before, 422, true);
      const decided = await db.transaction(async (tx) => {
        const shown = await find(tx, token, { now, lock: true });
        const made =
          body.decision === 'accept'
            ? ({ decision: 'accepted', name: body.name } as const)
            : ({ decision: 'declined', reason: body.reason } as const);
        return shown !== undefined && decideOffer(tx, shown, made, now);
      });
      if (decided) notifyEvents(db);
      const after = await find(db, token, { now });
      return after ? page(after, decided ? 200 : 409) : unknownLink(language);
    },
  });
}

function fileRoute({ db }: ApiDeps, find: Find): Route {
  return publicRoute({
    method: 'get',
    path: '/o/:token/document.pdf',
    tag: linkTag,
    summary: 'The PDF of an offer, as it was sent',
    guard: linkGuard,
    params: linkParams,
    answers: { 200: 'application/pdf' },
    handle: async ({ params: { token }, raw, now }) => {
      const shown = await find(db, token, { now });
      const [document] = shown?.documentId && shown.offer ? await readDocuments(db, [shown.documentId]) : [];
      return document ? fileReply(document) : unknownLink(languageOf(raw.get('accept-language')));
    },
  });
}
