import { randomBytes } from 'node:crypto';
import { messageIdsIn, replySubject } from '../../domain/cases/mail-headers.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import type { Person } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { newId } from '../ids.ts';
import type { WriteContext } from '../records/change.ts';
import { getRecord } from '../records/find-records.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';
import { draftOf } from '../sending/draft.ts';
import { addressedRow, payloadOf } from '../sending/ledger-message.ts';
import { reserve } from '../sending/reserve.ts';
import type { MessageWish } from '../sending/send-request.ts';
import type { SendingSettings } from '../sending/sending-settings.ts';
import { readCaseSettings } from './case-settings.ts';

/** What somebody answers in a case. */
export type CaseReply = {
  readonly caseId: string;
  readonly text: string;
  /** Whom it goes to; the sender of the newest mail, else the contact, unless given. */
  readonly to?: string | undefined;
  /** What becomes of the case with it; a new one is open afterwards in any case. */
  readonly status?: string | undefined;
};

type Given = { readonly settings: SendingSettings; readonly context: WriteContext & { readonly actor: Person } };

/** Message-IDs that a References field carries: the first of the thread and the newest. */
const mostReferences = 20;

/**
 * Reserves an answer to the customer in the thread of a case; a loop of the worker hands it off. The first one is the case's first
 * response. Transactional: topics do not bind it, a suppressed address does.
 * @returns the id of its row in the ledger
 * @throws AppError record-not-found, forbidden; invalid: nobody to answer
 */
export async function replyToCase(tx: Tx, reply: CaseReply, { settings, context }: Given): Promise<string> {
  const { actor, now } = context;
  // Two first answers at once: the earlier one stays the first response.
  await tx.query('SELECT 1 FROM "case" WHERE id = $1 FOR UPDATE', [reply.caseId]);
  const record = await getRecord(tx, { actor, type: 'case', id: reply.caseId });
  await followUp(tx, { record, status: reply.status, context });
  const thread = await readReferences(tx, record.id);
  const contact = await contactOf(tx, record);
  const to = parseAddress('email', reply.to ?? thread.sender ?? textOf(contact?.email) ?? '');
  if (to === undefined) throw refusal('/to', 'Nobody to answer: name an address, or give the case a contact with one.');
  const from = await sendersOf(tx, record, settings);
  const wish: MessageWish = { person: contact, message: { channel: 'email', to, class: 'transactional' }, context: {} };
  const draft = draftOf(wish, { id: newId(), attempt: 1, channel: 'email', topics: new Map(), users: new Map() });
  const subject = replySubject(textOf(record.title) ?? '', textOf(record.number));
  const content = { subject, preheader: null, html: null, body: reply.text };
  const payload = payloadOf(draft, content, { key: randomBytes(16).toString('hex'), settings });
  const row = {
    ...addressedRow(draft),
    state: 'planned' as const,
    recordType: 'case',
    recordId: record.id,
    personType: contact === null ? null : 'contact',
    personId: contact?.id ?? null,
    subject,
    body: reply.text,
    payload: { ...payload, from, author: actor.userId, headers: referring(thread.ids) },
  };
  await reserve(tx, [row], now);
  await tell(tx, { record, messageId: row.id, context });
  return row.id;
}

function referring(ids: readonly string[]) {
  const [first] = ids;
  const newest = ids.at(-1);
  if (first === undefined || newest === undefined) return {};
  const chain = ids.length <= mostReferences ? ids : [first, ...ids.slice(1 - mostReferences)];
  return { 'In-Reply-To': newest, References: chain.join(' ') };
}

/** Message-IDs of the thread, oldest first, and who wrote the newest mail from outside. */
async function readReferences(tx: Tx, caseId: string): Promise<{ ids: readonly string[]; sender: string | null }> {
  const rows = await tx.query<{ id: string; sender: string | null }>(
    `SELECT id, sender FROM (
       SELECT "messageId" AS id, "from" AS sender, "receivedAt" AS at FROM inbound_mail
         WHERE "caseId" = $1 AND "messageId" IS NOT NULL AND NOT automatic
       UNION ALL SELECT "caseMailId", NULL, "createdAt" FROM message
         WHERE "recordId" = $1 AND "caseMailId" IS NOT NULL AND payload->>'author' IS NOT NULL) t
     ORDER BY at, id`,
    [caseId],
  );
  const ids = rows.flatMap(({ id }) => messageIdsIn(id));
  return { ids: [...new Set(ids)], sender: rows.filter(({ sender }) => sender !== null).at(-1)?.sender ?? null };
}

async function contactOf(tx: Tx, { contactId }: RecordJson): Promise<RecordJson | null> {
  if (typeof contactId !== 'string') return null;
  return (await readRecords(tx, 'contact', [contactId])).get(contactId) ?? null;
}

/** Answers come from the mailbox of the case's queue, so that what is said to them comes back to it. */
async function sendersOf(tx: Tx, { queue }: RecordJson, { mailFrom }: SendingSettings): Promise<string> {
  const { mailboxes } = await readCaseSettings(tx);
  return mailboxes.find((mailbox) => mailbox.queue === queue)?.address ?? mailFrom;
}

/** What an answer means for the case itself. */
async function followUp(
  tx: Tx,
  { record, status, context }: { record: RecordJson; status: string | undefined; context: Given['context'] },
): Promise<void> {
  const first = record.firstResponseAt === null ? { firstResponseAt: context.now.toISOString() } : {};
  const next = status ?? (record.status === 'new' ? 'open' : undefined);
  const set: JsonObject = { ...first, ...(next === undefined ? {} : { status: next }) };
  const [result] = await writeRecords(tx, context, [{ kind: 'update', type: 'case', id: record.id, change: { set } }]);
  if (result?.kind === 'ok') return;
  const detail = result?.issues[0]?.message;
  throw new AppError(result?.code ?? 'internal', {
    issues: result?.issues ?? [],
    ...(detail === undefined ? {} : { detail }),
  });
}

async function tell(
  tx: Tx,
  { record, messageId, context }: { record: RecordJson; messageId: string; context: Given['context'] },
): Promise<void> {
  const { actor, now } = context;
  const { contactId } = record;
  // The right to answer is the case's; the event is the system's own word.
  const [result] = await acceptEvents(tx, { actor: { type: 'system', id: null }, cause: [], now }, [
    {
      id: `case-reply:${messageId}`,
      type: 'case.replied',
      recordType: 'case',
      recordId: record.id,
      ...(typeof contactId === 'string' ? { contactId } : {}),
      properties: { messageId, authorId: actor.userId },
    },
  ]);
  if (result?.kind !== 'accepted') throw new AppError('internal', { issues: result?.issues ?? [] });
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

function refusal(path: string, message: string): AppError {
  return new AppError('invalid', {
    detail: message,
    issues: [{ severity: 'error', code: 'required', path, message }],
  });
}
