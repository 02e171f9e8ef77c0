import { z } from 'zod';
import type { Database } from '../../crm/database.ts';
import { choose, readSubscription, type Subscription, unsubscribe } from '../../crm/sending/unsubscribe.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import type { ApiDeps } from '../deps.ts';
import { html } from '../frame/reply.ts';
import { publicRoute, type Route } from '../frame/route.ts';
import { languageOf, linkGuard, linkHeaders, linkParams, linkTag, unknownLink } from './link-page.ts';
import { type PageNotice, subscriptionPage } from './unsubscribe-page.ts';

/** A form may name a field once or many times; fields that mail programs add are let through. */
const form = z.object({
  act: z.enum(['unsubscribe', 'choose', 'leave']).optional(),
  topic: z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat())
    .optional(),
});

/**
 * The page behind the unsubscribe link of a message. Only POST changes anything, for scanners follow every link: with the
 * body that RFC 8058 names (no cookie, no page), or by the page's own forms.
 */
export function unsubscribeRoutes({ db }: ApiDeps): Route[] {
  const tokens = createTokenSource(db);
  const find: Find = async (token) => {
    const content = (await tokens()).verify('unsubscribe', token);
    return content && readSubscription(db, content.messageId);
  };
  return [pageRoute(find), changeRoute(db, find)];
}

type Find = (token: string) => Promise<Subscription | undefined>;

function pageRoute(find: Find): Route {
  return publicRoute({
    method: 'get',
    path: '/u/:token',
    tag: linkTag,
    summary: 'What an address receives; changes nothing',
    guard: linkGuard,
    params: linkParams,
    answers: { 200: 'text/html' },
    handle: async ({ params: { token }, raw }) => {
      const language = languageOf(raw.get('accept-language'));
      const subscription = await find(token);
      if (!subscription) return unknownLink(language);
      return html(subscriptionPage(subscription, { language, notice: null }), { headers: linkHeaders });
    },
  });
}

function changeRoute(db: Database, find: Find): Route {
  return publicRoute({
    method: 'post',
    path: '/u/:token',
    tag: linkTag,
    summary: 'Unsubscribe with one click (RFC 8058), or choose topics',
    guard: linkGuard,
    params: linkParams,
    body: form.optional(),
    bodyKind: 'form',
    bodyLimit: 16_384,
    answers: { 200: 'text/html' },
    handle: async ({ params: { token }, body, raw, now }) => {
      const language = languageOf(raw.get('accept-language'));
      const subscription = await find(token);
      if (!subscription) return unknownLink(language);
      const evidence = { userAgent: (raw.get('user-agent') ?? '').slice(0, 300), address: raw.ip ?? '' };
      const notice = await act(db, { wish: body ?? {}, subscription, now, evidence });
      const changed = await find(token);
      return html(subscriptionPage(changed ?? subscription, { language, notice }), { headers: linkHeaders });
    },
  });
}

/** Does what the form asks, or without one (one click) ends what the message was about. */
async function act(
  db: Database,
  {
    wish: { act: wish, topic = [] },
    subscription,
    ...context
  }: {
    wish: z.infer<typeof form>;
    subscription: Subscription;
    now: Date;
    evidence: { userAgent: string; address: string };
  },
): Promise<PageNotice> {
  if (wish === 'choose' || wish === 'leave') {
    await choose(db, subscription, { ...context, topics: wish === 'leave' ? [] : topic, source: 'preference-page' });
    return wish === 'leave' ? 'unsubscribed' : 'saved';
  }
  await unsubscribe(db, subscription, { ...context, source: wish === undefined ? 'one-click' : 'preference-page' });
  return 'unsubscribed';
}
