import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { isAutomatic, messageIdsIn } from '../../domain/cases/mail-headers.ts';
import { AppError } from '../../domain/errors.ts';
import { isEmailAddress } from '../../domain/records/field-schema.ts';
import { storableText } from '../../domain/records/stored-text.ts';
import { parseAddress } from '../../domain/sending/address.ts';

/** A file in a mail. */
export type MailAttachment = {
  readonly name: string;
  readonly contentType: string;
  readonly contentId: string | null;
  readonly content: Buffer;
};

/** A mail from outside, read: every text can be stored, every address is one. */
export type ParsedMail = {
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  /** Mails that this one answers, the nearest first. */
  readonly references: readonly string[];
  /** null where the sender's address is none. */
  readonly from: { readonly address: string; readonly name: string | null } | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly sentAt: Date | null;
  readonly automatic: boolean;
  readonly attachments: readonly MailAttachment[];
};

/** Deeper nesting and larger headers than these are nobody's letter. */
const limits = { maxNestingDepth: 50, maxHeadersSize: 512 * 1024, maxRfc822NestingDepth: 2 };
const mostText = 500_000;
const mostAttachments = 50;

/** The beginning of a text, as it can be stored: half a character at its end is none. */
export const cut = (text: string, most: number) => storableText(text.slice(0, most));

/**
 * Reads a mail as it came over the wire.
 * @param envelope sender and receivers of the SMTP envelope, where the mail came by SMTP
 * @throws AppError invalid: what cannot be read as a mail
 */
export async function parseMail(
  raw: Buffer,
  envelope: { readonly from?: string; readonly to?: readonly string[] } = {},
): Promise<ParsedMail> {
  const mail = await read(raw);
  const [sender] = mailboxesOf(mail.from === undefined ? [] : [mail.from]);
  const from = sender !== undefined && isEmailAddress(sender.address) ? sender : null;
  const [messageId = null] = messageIdsIn(mail.messageId);
  const [inReplyTo = null] = messageIdsIn(mail.inReplyTo);
  const chain = [...messageIdsIn(mail.references)].reverse();
  const receivers = [...(mail.to ?? []), ...(mail.cc ?? [])];
  const delivered = mail.headers.filter(({ key }) => ['delivered-to', 'x-original-to', 'envelope-to'].includes(key));
  const to = [
    ...(envelope.to ?? []),
    ...delivered.map(({ value }) => value),
    ...mailboxesOf(receivers).map(({ address }) => address),
  ];
  const text = mail.text ?? '';
  return {
    messageId,
    inReplyTo,
    references: [...new Set([...(inReplyTo === null ? [] : [inReplyTo]), ...chain])],
    from,
    to: [...new Set(to.flatMap((address) => parseAddress('email', address) ?? []))].slice(0, 100),
    subject: line(mail.subject ?? '', 300),
    text: cut(text, mostText),
    html: mail.html === undefined ? null : cut(mail.html, mostText),
    sentAt: timeOf(mail.date),
    automatic: isAutomatic(mail.headers, envelope.from),
    attachments: mail.attachments.slice(0, mostAttachments).map(attachmentOf),
  };
}

async function read(raw: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(raw, limits);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('invalid', { detail: `This cannot be read as a mail: ${storableText(why).slice(0, 200)}` });
  }
}

function mailboxesOf(addresses: readonly Address[]): { address: string; name: string | null }[] {
  return addresses
    .flatMap((entry) => entry.group ?? [entry])
    .flatMap(({ address, name }) => {
      const parsed = parseAddress('email', address);
      const shown = line(name, 200);
      return parsed === undefined ? [] : [{ address: parsed, name: shown === '' ? null : shown }];
    });
}

/** A text of one line. */
const line = (text: string, most: number) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go.
  cut(text.replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim(), most);

function timeOf(date: string | undefined): Date | null {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) || time < 0 || time > 4_102_444_800_000 ? null : new Date(time);
}

function attachmentOf({ filename, mimeType, contentId, content }: Attachment, index: number): MailAttachment {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
  // Only a name: no folders, nothing that a file system or a header takes for something else.
  const name = line((filename ?? '').replace(/[/\\:"<>|?*]/g, '_'), 150).replace(/^\.+/, '');
  return {
    name: name === '' ? `file-${index + 1}` : name,
    contentType: /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(mimeType) ? mimeType : 'application/octet-stream',
    contentId: contentId === undefined ? null : line(contentId.replace(/[<>]/g, ''), 200),
    content: bytes,
  };
}
