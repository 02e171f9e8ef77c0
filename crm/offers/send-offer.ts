import { randomBytes } from 'node:crypto';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import type { Person } from '../actor.ts';
import type { Tx } from '../database.ts';
import { type DocumentDeps, makeDocument } from '../documents/make-document.ts';
import { newId } from '../ids.ts';
import type { WriteContext } from '../records/change.ts';
import { getRecord } from '../records/find-records.ts';
import { mayTouch, teamMates } from '../records/rights.ts';
import { type ContentDeps, type ContentResult, composeContents } from '../sending/compose-content.ts';
import { draftOf } from '../sending/draft.ts';
import { addressedRow, payloadOf } from '../sending/ledger-message.ts';
import { reserve } from '../sending/reserve.ts';
import type { MessageWish } from '../sending/send-request.ts';
import { readTestContext } from '../sending/test-context.ts';
import { noteSent, shareOffer } from './share-offer.ts';

/** What somebody sends to a customer. */
export type OfferSending = {
  readonly offerId: string;
  /** Template of the mail, `offer` unless given. */
  readonly template?: string | undefined;
  /** Template of the document, that of offers unless given. */
  readonly document?: string | undefined;
  /** Whom it goes to; the contact unless given. */
  readonly to?: string | undefined;
};

type Deps = { readonly content: ContentDeps; readonly documents: DocumentDeps };

/**
 * Reserves the mail of an offer by hand: its PDF, and a link bound to it as it is now. A loop of the worker hands it off, as with
 * answers in cases; the offer is sent from then on, older revisions are superseded. Transactional: topics do not bind it, a
 * suppressed address does.
 * @returns the id of its row in the ledger
 * @throws AppError record-not-found, forbidden; conflict: not approved; invalid: nobody to send it to, a template that does not render
 */
export async function sendOffer(
  tx: Tx,
  deps: Deps,
  { offerId, template = 'offer', document, to }: OfferSending,
  context: WriteContext & { readonly actor: Person },
): Promise<string> {
  const { actor, now } = context;
  await tx.query('SELECT 1 FROM offer WHERE id = $1::uuid FOR UPDATE', [offerId]);
  const offer = await getRecord(tx, { actor, type: 'offer', id: offerId });
  if (!mayTouch({ actor, action: 'update', record: offer, mates: await teamMates(tx, actor) }))
    throw new AppError('forbidden', { detail: 'Your role does not allow you to send this offer.' });
  const documentId = await documentOf(tx, deps.documents, { offer, template: document, now });
  const shared = await shareOffer(tx, { offerId, documentId, runId: null }, now);
  if (shared.kind === 'refused') throw new AppError('conflict', { detail: shared.message });
  const { shareId } = shared;
  const messageId = await reserveMail(tx, deps.content, { offer, template, to, documentId, shareId }, context);
  await noteSent(tx, context, { offerId, eventId: `offer.sent:${shareId}` });
  return messageId;
}

async function documentOf(
  tx: Tx,
  deps: DocumentDeps,
  { offer, template, now }: { offer: RecordJson; template: string | undefined; now: Date },
): Promise<string> {
  const on = { type: 'offer', id: offer.id } as const;
  const made = await makeDocument(tx, deps, { on, ...(template === undefined ? {} : { template }) }, now);
  if (made.kind === 'failed') throw refusal(made.code, '/document', made.message);
  return made.document.id;
}

type Mail = { offer: RecordJson; template: string; to: string | undefined; documentId: string; shareId: string };

async function reserveMail(
  tx: Tx,
  deps: ContentDeps,
  { offer, template, to, documentId, shareId }: Mail,
  { actor, now }: WriteContext & { readonly actor: Person },
): Promise<string> {
  const record = { type: 'offer', id: offer.id } as const;
  const context = await readTestContext(tx, { actor, record, data: {}, now });
  const person = (context.contact ?? null) as JsonObject | null;
  const address = to ?? (typeof person?.email === 'string' ? person.email : '');
  if (parseAddress('email', address) === undefined)
    throw refusal('required', '/to', 'Nobody to send it to: give the offer a contact with an address, or name one.');
  const message = { channel: 'email', template, class: 'transactional', documents: [documentId], shareId } as const;
  const wish: MessageWish = { person, message: { ...message, ...(to === undefined ? {} : { to }) }, context };
  const draft = draftOf(wish, { id: newId(), attempt: 1, channel: 'email', topics: new Map(), users: new Map() });
  const content = contentOf((await composeContents(tx, [draft], deps))[0]);
  const payload = payloadOf(draft, content, { key: randomBytes(16).toString('hex'), settings: deps.settings });
  const row = {
    ...addressedRow(draft),
    state: 'planned' as const,
    recordType: 'offer',
    recordId: offer.id,
    personType: draft.recipient.person?.type ?? null,
    personId: draft.recipient.person?.id ?? null,
    subject: content.subject,
    body: content.body,
    html: content.html,
    payload: { ...payload, author: actor.userId },
  };
  await reserve(tx, [row], now);
  return row.id;
}

function contentOf(result: ContentResult | undefined) {
  if (result?.kind === 'content') return result.content;
  const { code, message } =
    result?.kind === 'missing'
      ? { code: 'missing-value', message: result.message }
      : (result ?? { code: 'template-failed', message: 'The template was not rendered.' });
  throw refusal(code, '/template', message);
}

function refusal(code: string, path: string, message: string): AppError {
  return new AppError('invalid', { detail: message, issues: [{ severity: 'error', code, path, message }] });
}
