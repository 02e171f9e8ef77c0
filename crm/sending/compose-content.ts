import type { JsonObject } from '../../domain/json.ts';
import { withFooter } from '../../domain/sending/footer.ts';
import { rewriteLinks } from '../../domain/tracking/rewrite-links.ts';
import type { Queryable } from '../database.ts';
import type { createTokens } from '../tracking/tokens.ts';
import type { Draft } from './draft.ts';
import type { RenderMany, RenderRequest, RenderResult } from './render-port.ts';
import type { SendingSettings } from './sending-settings.ts';

export type Tokens = ReturnType<typeof createTokens>;
export type ContentDeps = { readonly render: RenderMany; readonly tokens: Tokens; readonly settings: SendingSettings };

/** The texts of a message as they are stored, before anything is counted in them. */
export type Content = {
  readonly subject: string | null;
  readonly preheader: string | null;
  readonly html: string | null;
  readonly body: string;
  /** Where the counted links lead; absent where none are counted. */
  readonly links?: readonly string[];
};

export type ContentResult =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'missing'; readonly message: string }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

type Template = {
  key: string;
  channel: string;
  subject: string | null;
  preheader: string | null;
  html: string | null;
  text: string | null;
};

/** Links in a token are numbered with two bytes, and nobody reads a mail with more than this. */
const mostLinks = 1000;

/** Renders many drafts at once: a result for each, in their order. */
export async function composeContents(
  db: Queryable,
  drafts: readonly Draft[],
  deps: ContentDeps,
): Promise<ContentResult[]> {
  const keys = [...new Set(drafts.flatMap(({ request }) => request.message.template ?? []))];
  const templates = new Map(
    keys.length === 0
      ? []
      : (
          await db.query<Template>(
            'SELECT key, channel, subject, preheader, html, text FROM template WHERE key = ANY($1::text[])',
            [keys],
          )
        ).map((template) => [template.key, template]),
  );
  const prepared = drafts.map((draft) => prepare(draft, templates, deps));
  const results = await deps.render(prepared.flatMap((item) => ('texts' in item ? item : [])));
  let at = 0;
  return drafts.map((draft, n) => {
    const item = prepared[n];
    if (!item || !('texts' in item)) return item ?? failed('internal', 'The message was lost on its way to rendering.');
    const result = results[at];
    at += 1;
    return result ? finish(draft, result, deps) : failed('template-failed', 'The text was not rendered.');
  });
}

function prepare(
  draft: Draft,
  templates: ReadonlyMap<string, Template>,
  deps: ContentDeps,
): RenderRequest | Extract<ContentResult, { kind: 'failed' }> {
  const { message, context } = draft.request;
  const texts = textsOf(draft, templates);
  if (typeof texts === 'string') return failed('template-missing', texts);
  return {
    texts,
    context: { ...context, links: linksOf(draft, deps) },
    missing: message.missing ?? 'block',
    language: draft.recipient.language,
    zone: draft.recipient.zone,
  };
}

function textsOf(
  { request: { message }, channel }: Draft,
  templates: ReadonlyMap<string, Template>,
): RenderRequest['texts'] | string {
  if (message.template === undefined) {
    const { subject, body } = message;
    if (body === undefined) return 'The message has neither a template nor a text.';
    return channel === 'email' ? { subject: subject ?? '', html: body } : { text: body };
  }
  const template = templates.get(message.template);
  if (!template) return `There is no template "${message.template}".`;
  const { subject, preheader, html, text } = template;
  if (channel === 'sms') return text === null ? `The template "${template.key}" has no text for an SMS.` : { text };
  if (html === null && text === null) return `The template "${template.key}" is empty.`;
  return {
    subject: subject ?? '',
    ...(preheader === null ? {} : { preheader }),
    ...(html === null ? {} : { html }),
    ...(text === null ? {} : { text }),
  };
}

/** Addresses for `{{links.…}}`. Both lead to one page, which changes nothing until the reader acts. */
export function linksOf(
  draft: Pick<Draft, 'id'>,
  { tokens, settings }: Pick<ContentDeps, 'tokens' | 'settings'>,
): JsonObject & { unsubscribe: string; preferences: string } {
  const unsubscribe = unsubscribeUrl(draft.id, { tokens, publicUrl: settings.publicUrl });
  return { unsubscribe, preferences: `${unsubscribe}#topics` };
}

/** Where the reader of a message unsubscribes, by hand and with one click. */
export function unsubscribeUrl(
  messageId: string,
  { tokens, publicUrl }: { tokens: Tokens; publicUrl: string },
): string {
  return `${publicUrl}/u/${tokens.make('unsubscribe', { messageId })}`;
}

function finish(draft: Draft, result: RenderResult, deps: ContentDeps): ContentResult {
  if (result.kind !== 'rendered') return result;
  const { subject, preheader } = result;
  if (draft.channel === 'sms')
    return { kind: 'content', content: { subject: null, preheader: null, html: null, body: result.text } };
  const marketing = draft.class === 'marketing';
  const links = linksOf(draft, deps);
  const { html, text } = marketing ? withFooter(result, { ...links, language: draft.recipient.language }) : result;
  const counted =
    marketing && html !== null && deps.settings.trackClicks ? { links: countedLinks(html, links.unsubscribe) } : {};
  return { kind: 'content', content: { subject, preheader, html, body: text, ...counted } };
}

function countedLinks(html: string, unsubscribe: string): string[] {
  const { links } = rewriteLinks(html, { addressOf: ({ url }) => url, skip: (url) => url.startsWith(unsubscribe) });
  return links.slice(0, mostLinks).map(({ url }) => url);
}

function failed(code: string, message: string): Extract<ContentResult, { kind: 'failed' }> {
  return { kind: 'failed', code, message };
}
