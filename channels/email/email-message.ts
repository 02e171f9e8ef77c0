import { parseAddress } from '../../domain/sending/address.ts';
import { type Refused, refuseMessage } from '../outcome.ts';

/** A mailbox: an address and the name shown for it. */
export type Mailbox = { readonly address: string; readonly name?: string };

/** A file of a mail; `mime` is its type, such as `application/pdf`. */
export type Attachment = { readonly fileName: string; readonly mime: string; readonly content: Uint8Array };

/** One e-mail to one person, complete: every text is final and nothing is added but MIME structure and signature. */
export type EmailMessage = {
  readonly from: Mailbox;
  readonly to: Mailbox;
  readonly replyTo?: Mailbox;
  /** Address that bounces go to (MAIL FROM); `from` when absent. */
  readonly returnPath?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** With its angle brackets; the same on every attempt. */
  readonly messageId: string;
  readonly date: Date;
  /** Marketing mail: what makes it unsubscribable in one click (RFC 8058, RFC 2919). */
  readonly list?: { readonly id: string; readonly unsubscribeUrl: string };
  /** Marks a mail that no person wrote (RFC 3834), so that responders stay quiet. */
  readonly autoSubmitted?: 'auto-generated' | 'auto-replied';
  /** What calendars read (RFC 6047): an invitation, its change or its end. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };
  /** Files that go along. */
  readonly attachments?: readonly Attachment[];
  /** Further header fields: `X-…` and those of `allowedHeaders`. */
  readonly headers?: Readonly<Record<string, string>>;
};

const controls = /[\r\n\0]/;
const messageIdForm = /^<[^\s<>@]+@[^\s<>@]+>$/;
const listIdForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;
const unsubscribeForm = /^https?:\/\/[^\s<>]+$/;
const allowedHeaders = new Set(['feedback-id', 'precedence', 'in-reply-to', 'references', 'importance']);

/**
 * What makes the mail unfit to be sent, before anything is connected: control characters in anything that becomes a
 * header field or an SMTP command (CR, LF, NUL), an address that is none, a header that is not ours to set.
 */
export function checkEmail(message: EmailMessage): Refused | undefined {
  for (const [place, value] of headerTexts(message)) {
    if (controls.test(value)) return refuseMessage('header-injection', `${place} contains a line break or NUL`);
  }
  for (const name of Object.keys(message.headers ?? {})) {
    if (!/^x-[a-z0-9-]+$/i.test(name) && !allowedHeaders.has(name.toLowerCase())) {
      return refuseMessage('header-not-allowed', `The header ${JSON.stringify(name)} may not be set`);
    }
  }
  if (!messageIdForm.test(message.messageId)) return refuseMessage('invalid-message-id', 'The Message-ID is malformed');
  if (message.list && !(listIdForm.test(message.list.id) && unsubscribeForm.test(message.list.unsubscribeUrl))) {
    return refuseMessage('invalid-list', 'The list id or the unsubscribe address is malformed');
  }
  const senders = [message.from.address, message.replyTo?.address, message.returnPath].filter((it) => it !== undefined);
  if (!senders.every(isAddress)) return refuseMessage('invalid-sender', 'A sender address is malformed');
  if (isAddress(message.to.address)) return undefined;
  return { ...refuseMessage('invalid-address', 'The address is malformed'), class: 'hard-bounce' };
}

/** True for an address that SMTP can carry (RFC 5321 without quoted local parts; 254 characters at most). */
export function isAddress(address: string): boolean {
  return address.trim() === address && parseAddress('email', address) !== undefined;
}

function headerTexts(message: EmailMessage): [string, string][] {
  const texts: [string, string | undefined][] = [
    ['from', message.from.address],
    ['from name', message.from.name],
    ['to', message.to.address],
    ['to name', message.to.name],
    ['reply-to', message.replyTo?.address],
    ['reply-to name', message.replyTo?.name],
    ['return path', message.returnPath],
    ['subject', message.subject],
    ['message id', message.messageId],
    ['list id', message.list?.id],
    ['unsubscribe address', message.list?.unsubscribeUrl],
    ...(message.attachments ?? []).flatMap(({ fileName, mime }): [string, string][] => [
      ['file name', fileName],
      ['file type', mime],
    ]),
    ...Object.entries(message.headers ?? {}).map(([name, value]): [string, string] => [
      `header ${JSON.stringify(name)}`,
      name + value,
    ]),
  ];
  return texts.filter((entry): entry is [string, string] => entry[1] !== undefined);
}
