import { createHash } from 'node:crypto';
import type { CaseSettings } from '../../domain/cases/case-settings.ts';
import { isDone } from '../../domain/cases/case-status.ts';
import { AppError } from '../../domain/errors.ts';
import { parseMailbox } from '../../domain/sending/mailbox.ts';
import { systemActor } from '../actor.ts';
import type { Database, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { notifyEvents } from '../events/notify.ts';
import { newId } from '../ids.ts';
import type { WriteContext } from '../records/change.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';
import { readCaseSettings } from './case-settings.ts';
import { type MatchKind, matchCase } from './match-case.ts';
import { openCase, senderOf } from './open-case.ts';
import { cut, type ParsedMail, parseMail } from './parse-mail.ts';

/** A mail as it came, and its envelope where it came by SMTP. */
export type InboundMail = {
  readonly raw: Buffer;
  readonly envelope?: { readonly from: string; readonly to: readonly string[] };
};

/** Why a mail is kept without a case: written by no person, by ourselves, or with no sender that could be answered. */
export type AsideReason = 'automatic' | 'own-mail' | 'invalid-sender';

/** What became of a mail. One that came before is the one that is there. */
export type TakenMail = {
  readonly mailId: string;
  readonly caseId: string | null;
  readonly duplicate: boolean;
  readonly aside: AsideReason | null;
};

/** Characters of a mail's text that its event carries. */
const eventText = 2_000;

/**
 * Takes a mail from outside: once, however often it comes, into the case it belongs to or a new one. It is kept when this returns.
 * A person's mail is the event `email.received` of the case and its sender, and brings back a case that waits for the customer, or
 * was resolved. Automatic mail is shown in the thread it answers and does nothing else; without one it is put aside.
 * @param own our own address, whose mail is never taken for a customer's
 * @throws AppError invalid: what cannot be read as a mail
 */
export async function takeInboundMail(
  db: Database,
  inbound: InboundMail,
  { own, now }: { own: string; now: Date },
): Promise<TakenMail> {
  const mail = await parseMail(inbound.raw, inbound.envelope);
  const taken = await db.transaction((tx) => keep(tx, { mail, raw: inbound.raw, own, now }));
  notifyEvents(db);
  return taken;
}

type Given = { readonly mail: ParsedMail; readonly raw: Buffer; readonly own: string; readonly now: Date };

async function keep(tx: Tx, { mail, raw, own, now }: Given): Promise<TakenMail> {
  const sender = mail.from?.address ?? '';
  // Mails of one sender follow each other: two at once make one contact, and one case.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7223401))', [sender]);
  const dedupe =
    mail.messageId === null
      ? createHash('sha256').update(raw).digest('hex')
      : createHash('sha256').update(`${sender}\n${mail.messageId}`).digest('hex');
  const [before] = await tx.query<{ mailId: string; caseId: string | null; aside: AsideReason | null }>(
    'SELECT id AS "mailId", "caseId", "asideReason" AS aside FROM inbound_mail WHERE dedupe = $1',
    [dedupe],
  );
  if (before) return { ...before, duplicate: true };
  const settings = await readCaseSettings(tx);
  const placed = (await isOwn(tx, mail, { own, settings }))
    ? ({ aside: 'own-mail' } as const)
    : await place(tx, mail, { settings, now });
  const mailId = newId();
  await insertMail(tx, { mailId, dedupe, mail, size: raw.length, placed, now });
  if (placed.caseId !== undefined && !mail.automatic) await tell(tx, { mailId, mail, placed, now });
  return { mailId, caseId: placed.caseId ?? null, duplicate: false, aside: placed.aside ?? null };
}

/** What we sent ourselves comes back through lists, copies and loops. */
async function isOwn(
  tx: Tx,
  { from, messageId }: ParsedMail,
  { own, settings }: { own: string; settings: CaseSettings },
): Promise<boolean> {
  const addresses = [parseMailbox(own)?.address, ...settings.mailboxes.map(({ address }) => address)];
  if (from !== null && addresses.includes(from.address)) return true;
  if (messageId === null) return false;
  const sent = await tx.query('SELECT 1 FROM message WHERE "caseMailId" = $1 LIMIT 1', [messageId]);
  return sent.length > 0;
}

type Placed =
  | { readonly aside: AsideReason; readonly caseId?: never }
  | { readonly caseId: string; readonly contactId: string | null; readonly by: MatchKind; readonly aside?: never };

async function place(tx: Tx, mail: ParsedMail, given: { settings: CaseSettings; now: Date }): Promise<Placed> {
  const { settings, now } = given;
  if (mail.from === null) return { aside: 'invalid-sender' };
  const rows = await tx.query<{ id: string }>('SELECT id FROM contact WHERE email = $1 ORDER BY "createdAt", id', [
    mail.from.address,
  ]);
  const contactIds = rows.map(({ id }) => id);
  const matched = await matchCase(tx, mail, { settings, contactIds, now });
  const [known = null] = contactIds;
  if (matched) {
    if (!mail.automatic) await bringBack(tx, matched.id, now);
    return { caseId: matched.id, contactId: known, by: matched.by };
  }
  if (mail.automatic) return { aside: 'automatic' };
  const context = writing(now);
  const contactId = known ?? (await senderOf(tx, mail.from, context));
  return { caseId: await openCase(tx, { mail, contactId, settings }, context), contactId, by: 'new' };
}

const writing = (now: Date): WriteContext => ({ actor: systemActor, cause: [], automations: true, now });

/** The customer has answered: what waited for that, or was done, is open again. */
async function bringBack(tx: Tx, id: string, now: Date): Promise<void> {
  const status = (await readRecords(tx, 'case', [id])).get(id)?.status;
  if (status !== 'waiting-customer' && !isDone(status)) return;
  const [result] = await writeRecords(tx, writing(now), [
    { kind: 'update', type: 'case', id, change: { set: { status: 'open' } } },
  ]);
  if (result?.kind !== 'ok') throw new AppError('internal', { detail: 'The case could not be opened again.' });
}

async function insertMail(
  tx: Tx,
  row: { mailId: string; dedupe: string; mail: ParsedMail; size: number; placed: Placed; now: Date },
): Promise<void> {
  const { mailId, dedupe, mail, size, placed, now } = row;
  await tx.query(
    `INSERT INTO inbound_mail (id, dedupe, "messageId", "inReplyTo", "references", "caseId", "contactId", "matchedBy", "asideReason",
       "from", "fromName", "to", subject, text, html, automatic, size, "sentAt", "receivedAt")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
    [
      mailId,
      dedupe,
      mail.messageId,
      mail.inReplyTo,
      mail.references,
      placed.caseId ?? null,
      'contactId' in placed ? placed.contactId : null,
      'by' in placed ? placed.by : null,
      placed.aside ?? null,
      mail.from?.address ?? '',
      mail.from?.name ?? null,
      mail.to,
      mail.subject,
      mail.text,
      mail.html,
      mail.automatic,
      size,
      mail.sentAt,
      now,
    ],
  );
  for (const [n, { name, contentType, contentId, content }] of mail.attachments.entries()) {
    await tx.query(
      'INSERT INTO inbound_attachment ("mailId", n, name, "contentType", "contentId", size, content) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [mailId, n, name, contentType, contentId, content.length, content],
    );
  }
}

async function tell(
  tx: Tx,
  { mailId, mail, placed, now }: { mailId: string; mail: ParsedMail; placed: Placed; now: Date },
): Promise<void> {
  if (placed.caseId === undefined || mail.from === null) return;
  const [result] = await acceptEvents(tx, { actor: systemActor, cause: [], now }, [
    {
      id: `inbound-mail:${mailId}`,
      type: 'email.received',
      at: now.toISOString(),
      recordType: 'case',
      recordId: placed.caseId,
      ...(placed.contactId === null ? {} : { contactId: placed.contactId }),
      email: mail.from.address,
      properties: {
        mailId,
        subject: mail.subject,
        text: cut(mail.text, eventText),
        matchedBy: placed.by,
        attachments: mail.attachments.length,
      },
    },
  ]);
  if (result?.kind !== 'accepted') throw new AppError('internal', { issues: result?.issues ?? [] });
}
