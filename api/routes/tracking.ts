import { z } from 'zod';
import { recordTrackedRequest } from '../../crm/sending/tracked-request.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import type { ApiDeps } from '../deps.ts';
import { html, type Reply, raw as rawReply } from '../frame/reply.ts';
import { publicRoute, type Route, type RouteRequest } from '../frame/route.ts';
import { languageOf, unknownLinkPage } from './link-page.ts';

const params = z.object({ token: z.string().max(200) });
const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' };

/** One transparent pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Addresses that count opens and clicks. They never fail a reader: what can't be counted is shown or redirected all the same. */
export function trackingRoutes({ db, log }: ApiDeps): Route[] {
  const tokens = createTokenSource(db);

  /** Counts the request and tells where the link leads: to the address in the ledger, never to one in the request. */
  const count = async (
    kind: 'open' | 'click',
    { params: { token }, raw, now }: RouteRequest<{ token: string }, unknown, unknown, unknown>,
  ) => {
    const content = (await tokens()).verify(kind, token);
    if (!content) return undefined;
    return recordTrackedRequest(db, { kind, ...content, method: raw.method, userAgent: raw.get('user-agent') }, now);
  };

  return [
    publicRoute({
      method: 'get',
      path: '/t/o/:token',
      tag: 'Public pages',
      summary: 'The picture that counts an open',
      guard: { public: 'the token is the key' },
      params,
      answers: { 200: 'image/gif' },
      handle: async (request) => {
        await count('open', request).catch((error: unknown) => log.warn({ event: 'tracking.failed', err: error }));
        return picture();
      },
    }),
    publicRoute({
      method: 'get',
      path: '/t/c/:token',
      tag: 'Public pages',
      summary: 'Counts a click and leads on',
      guard: { public: 'the token is the key' },
      params,
      answers: { 302: null },
      handle: async (request) => {
        const target = await count('click', request);
        if (target?.url === undefined)
          return html(unknownLinkPage(languageOf(request.raw.get('accept-language'))), { status: 404, headers });
        return { status: 302, headers: { ...headers, Location: target.url } };
      },
    }),
  ];
}

function picture(): Reply {
  return rawReply((response) => {
    response.status(200).set(headers).type('image/gif').send(pixel);
  });
}
