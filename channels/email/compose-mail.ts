import { createHash } from 'node:crypto';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { EmailMessage, Mailbox } from './email-message.ts';
import type { DkimSettings } from './smtp-settings.ts';

/** Fields under the signature: RFC 6376 §5.4.1 and, as RFC 8058 §4 asks, both fields of one-click unsubscribing. */
const signedFields =
  'From:Sender:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:' +
  'In-Reply-To:References:Auto-Submitted:List-Id:List-Unsubscribe:List-Unsubscribe-Post';

/**
 * Writes the mail as it goes over the wire, unsigned. The same message gives the same bytes. Files and addresses named
 * in the content are never loaded.
 */
export function composeMail(message: EmailMessage): Promise<Buffer> {
  const composer = new MailComposer({
    from: mailbox(message.from),
    to: mailbox(message.to),
    ...(message.replyTo && { replyTo: mailbox(message.replyTo) }),
    subject: message.subject,
    text: message.text,
    ...(message.html !== undefined && { html: message.html }),
    ...(message.calendar && { icalEvent: { ...message.calendar, filename: 'invite.ics' } }),
    attachments: (message.attachments ?? []).map(({ fileName, mime, content }) => ({
      filename: fileName,
      contentType: mime,
      content: Buffer.from(content),
    })),
    messageId: message.messageId,
    date: message.date,
    headers: headerFields(message),
    baseBoundary: createHash('sha256').update(message.messageId).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: '\r\n',
  });
  return composer.compile().build();
}

/** Puts the domain's signature before a mail; undefined when the key can't sign. */
export async function signMail(mail: Buffer, dkim: DkimSettings): Promise<Buffer | undefined> {
  const signer = new DKIM({
    domainName: dkim.domain,
    keySelector: dkim.selector,
    privateKey: dkim.privateKey,
    headerFieldNames: signedFields,
  });
  const chunks: Buffer[] = [];
  for await (const chunk of signer.sign(mail)) chunks.push(Buffer.from(chunk));
  const signed = Buffer.concat(chunks);
  // With a bad key the library gives the mail back as it was.
  return signed.subarray(0, 20).toString('latin1').toLowerCase().startsWith('dkim-signature:') ? signed : undefined;
}

function headerFields(message: EmailMessage): Record<string, string | { prepared: true; value: string }> {
  return {
    ...message.headers,
    ...(message.autoSubmitted && { 'Auto-Submitted': message.autoSubmitted }),
    // Prepared: these are syntax, not text, and must not be encoded as words or folded within the address.
    ...(message.list && {
      'List-ID': { prepared: true as const, value: `<${message.list.id}>` },
      'List-Unsubscribe': { prepared: true as const, value: `<${message.list.unsubscribeUrl}>` },
      'List-Unsubscribe-Post': { prepared: true as const, value: 'List-Unsubscribe=One-Click' },
    }),
  };
}

function mailbox({ address, name }: Mailbox) {
  return { address, name: name ?? '' };
}
