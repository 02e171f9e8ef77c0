import type { Attachment, EmailMessage } from '../../channels/email/email-message.ts';
import { refuseMessage } from '../../channels/outcome.ts';
import { type Tokens, unsubscribeUrl } from '../../crm/sending/compose-content.ts';
import type { MessagePayload, MessageRow } from '../../crm/sending/message-row.ts';
import { parseMailbox } from '../../domain/sending/mailbox.ts';
import { addOpenPixel, rewriteLinks } from '../../domain/tracking/rewrite-links.ts';
import type { Compose } from './sender.ts';

export type EmailDeps = {
  readonly tokens: Tokens;
  readonly publicUrl: string;
  /** Files by their ids; missing ones are left out, and none are there without it. */
  readonly documents?: (ids: readonly string[]) => Promise<readonly Attachment[]>;
};

/** Mail servers take files of about this many bytes, as they grow by a third on the way. */
const largestFiles = 10_000_000;

/** Writes the mail of a ledger row: what is counted is added here, so that the ledger keeps the text as its author meant it. */
export function composeEmail(deps: EmailDeps): Compose<EmailMessage> {
  return async (row, now) => {
    const { payload } = row;
    const from = payload?.from === undefined ? undefined : parseMailbox(payload.from);
    if (!payload || !from) return refuseMessage('invalid-sender', 'The sender address of the settings is malformed.');
    const files = payload.documents === undefined ? [] : ((await deps.documents?.(payload.documents)) ?? []);
    if (files.length < (payload.documents?.length ?? 0))
      return refuseMessage('file-missing', 'A file that goes along is not there any more.');
    if (files.reduce((sum, { content }) => sum + content.length, 0) > largestFiles)
      return refuseMessage('files-too-large', 'The files that go along are too large for a mail.');
    const html = htmlOf(row, payload, deps);
    return {
      message: {
        from,
        to: { address: row.to, ...(payload.toName === undefined ? {} : { name: payload.toName }) },
        subject: row.subject ?? '',
        text: row.body ?? '',
        ...(html === null ? {} : { html }),
        messageId: payload.key,
        date: now,
        ...(payload.listId === undefined
          ? {}
          : { list: { id: payload.listId, unsubscribeUrl: unsubscribeUrl(row.id, deps) } }),
        ...(payload.calendar === undefined ? {} : { calendar: payload.calendar }),
        ...(files.length === 0 ? {} : { attachments: files }),
        ...(payload.author === undefined ? { autoSubmitted: 'auto-generated' } : {}),
        ...(payload.headers === undefined ? {} : { headers: payload.headers }),
      },
    };
  };
}

function htmlOf(
  row: MessageRow,
  { preheader, links = [], pixel }: MessagePayload,
  { tokens, publicUrl }: EmailDeps,
): string | null {
  if (row.html === null) return null;
  const messageId = row.id;
  const leave = unsubscribeUrl(row.id, { tokens, publicUrl });
  const { html } = rewriteLinks(row.html, {
    // A link that the ledger does not know by this number leads where it led.
    addressOf: ({ index, url }) =>
      links[index] === url ? `${publicUrl}/t/c/${tokens.make('click', { messageId, link: index })}` : url,
    skip: (url) => url.startsWith(leave),
  });
  const counted = pixel ? addOpenPixel(html, `${publicUrl}/t/o/${tokens.make('open', { messageId })}`) : html;
  return preheader === undefined ? counted : withPreheader(counted, preheader);
}

/** The line that mail programs show beside the subject, hidden in the mail itself. */
function withPreheader(html: string, preheader: string): string {
  const text = preheader.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const hidden = `<div style="display:none;max-height:0;overflow:hidden">${text}</div>`;
  const body = /<body[^>]*>/i.exec(html);
  return body
    ? html.slice(0, body.index + body[0].length) + hidden + html.slice(body.index + body[0].length)
    : hidden + html;
}
