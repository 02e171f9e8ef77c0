import type { JsonObject } from '../../domain/json.ts';
import { invitationTexts } from '../../domain/meetings/invitation.ts';
import { withFooter } from '../../domain/sending/footer.ts';
import { rewriteLinks } from '../../domain/tracking/rewrite-links.ts';
import type { Queryable } from '../database.ts';
import type { RenderItem, RenderOutcome, RenderPart } from '../templates/render-item.ts';
import type { Renderer } from '../templates/renderer.ts';
import type { createTokens } from '../tracking/tokens.ts';
import type { Draft } from './draft.ts';
import type { MessageWish } from './send-request.ts';
import type { SendingSettings } from './sending-settings.ts';

export type Tokens = ReturnType<typeof createTokens>;
export type ContentDeps = {
  readonly renderer: Pick<Renderer, 'renderMany' | 'renderDocument'>;
  readonly tokens: Tokens;
  readonly settings: SendingSettings;
};

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
  drafts: readonly Draft<MessageWish>[],
  deps: ContentDeps,
): Promise<ContentResult[]> {
  const keys = [...new Set(drafts.flatMap(({ request }) => request.message.template ?? []))];
  const templates = new Map(
    keys.length === 0
      ? []
      : (
          await db.query<Template>(
            'SELECT key, subject, preheader, html, text FROM template WHERE key = ANY($1::text[])',
            [keys],
          )
        ).map((template) => [template.key, template]),
  );
  const prepared = drafts.map((draft) => prepare(draft, templates, deps));
  const results = await deps.renderer.renderMany(prepared.flatMap((item) => ('parts' in item ? item : [])));
  let at = 0;
  return drafts.map((draft, n) => {
    const item = prepared[n];
    if (!item || !('parts' in item)) return item ?? failed('internal', 'The message was lost on its way to rendering.');
    const result = results[at];
    at += 1;
    return result ? finish(draft, result, deps) : failed('template-failed', 'The text was not rendered.');
  });
}

function prepare(
  draft: Draft<MessageWish>,
  templates: ReadonlyMap<string, Template>,
  deps: ContentDeps,
): RenderItem | Extract<ContentResult, { kind: 'failed' }> {
  const { message, invitation } = draft.request;
  const context = invitation
    ? { ...draft.request.context, meeting: { ...invitation, attendees: [] } }
    : draft.request.context;
  const parts = partsOf(draft, templates);
  if (typeof parts === 'string') return failed('template-missing', parts);
  return {
    key: draft.id,
    parts,
    context: namesLinks(parts) ? { ...context, links: linksOf(draft, deps) } : context,
    policy: message.missing ?? 'block',
    locale: draft.recipient.language,
    zone: draft.recipient.zone,
  };
}

/** Only texts that name them get links: each is signed. */
const namesLinks = (parts: Readonly<Record<string, RenderPart>>) =>
  Object.values(parts).some((part) => 'template' in part && /links|this|@root/.test(part.template));

function partsOf(
  { request: { message, invitation }, channel, recipient }: Draft<MessageWish>,
  templates: ReadonlyMap<string, Template>,
): Readonly<Record<string, RenderPart>> | string {
  if (message.invite) {
    if (!invitation) return 'The meeting is not there any more.';
    return mailParts({ ...invitationTexts(invitation, recipient.language), preheader: null, text: null });
  }
  if (message.template === undefined) {
    const { subject = '', body } = message;
    if (body === undefined) return 'The message has neither a template nor a text.';
    return channel === 'email'
      ? mailParts({ subject, preheader: null, html: body, text: null })
      : { text: { template: body, mode: 'text' } };
  }
  const template = templates.get(message.template);
  if (!template) return `There is no template "${message.template}".`;
  const { html, text } = template;
  if (channel === 'email')
    return html === null && text === null ? `The template "${template.key}" is empty.` : mailParts(template);
  return text === null
    ? `The template "${template.key}" has no text for an SMS.`
    : { text: { template: text, mode: 'text' } };
}

/** The text part is the template's own, or is made from its HTML: a mail always has one. */
function mailParts({ subject, preheader, html, text }: Omit<Template, 'key'>): Readonly<Record<string, RenderPart>> {
  return {
    subject: { template: subject ?? '', mode: 'header' },
    ...(preheader === null ? {} : { preheader: { template: preheader, mode: 'header' as const } }),
    ...(html === null ? {} : { html: { template: html, mode: 'html' as const } }),
    text: text === null ? { textOf: 'html' } : { template: text, mode: 'text' },
  };
}

/** Addresses for `{{links.…}}`. All lead to pages that change nothing until the reader acts. */
export function linksOf(
  { id, request }: { readonly id: string; readonly request?: Pick<MessageWish, 'slot' | 'message'> },
  { tokens, settings }: Pick<ContentDeps, 'tokens' | 'settings'>,
): JsonObject & { unsubscribe: string; preferences: string } {
  const { publicUrl } = settings;
  const unsubscribe = unsubscribeUrl(id, { tokens, publicUrl });
  const slot = request?.slot;
  const shareId = request?.message.shareId;
  return {
    unsubscribe,
    preferences: `${unsubscribe}#topics`,
    ...(shareId === undefined ? {} : { offer: `${publicUrl}/o/${tokens.make('offer', { messageId: shareId })}` }),
    ...(slot === undefined ? {} : { approval: `${publicUrl}/a/${tokens.makeSlot(slot)}` }),
  };
}

/** Where the reader of a message unsubscribes, by hand and with one click. */
export function unsubscribeUrl(
  messageId: string,
  { tokens, publicUrl }: { tokens: Tokens; publicUrl: string },
): string {
  return `${publicUrl}/u/${tokens.make('unsubscribe', { messageId })}`;
}

function finish(draft: Draft<MessageWish>, result: RenderOutcome, deps: ContentDeps): ContentResult {
  if (!result.ok) {
    const { code, message, part } = result;
    if (code === 'missing-value') return { kind: 'missing', message };
    return failed(code, part === undefined ? message : `${part}: ${message}`);
  }
  const { subject = null, preheader = null, html: rendered = null, text: plain = '' } = result.parts;
  if (draft.channel === 'sms') return { kind: 'content', content: { subject, preheader, html: null, body: plain } };
  if (draft.class !== 'marketing')
    return { kind: 'content', content: { subject, preheader, html: rendered, body: plain } };
  const links = linksOf(draft, deps);
  const mail = { html: rendered, text: plain };
  const { html, text } = withFooter(mail, { ...links, language: draft.recipient.language });
  const counted = html !== null && deps.settings.trackClicks ? { links: countedLinks(html, links.unsubscribe) } : {};
  return { kind: 'content', content: { subject, preheader, html, body: text, ...counted } };
}

function countedLinks(html: string, unsubscribe: string): string[] {
  const { links } = rewriteLinks(html, { addressOf: ({ url }) => url, skip: (url) => url.startsWith(unsubscribe) });
  return links.slice(0, mostLinks).map(({ url }) => url);
}

function failed(code: string, message: string): Extract<ContentResult, { kind: 'failed' }> {
  return { kind: 'failed', code, message };
}
