import type { Json, JsonObject } from '../../domain/json.ts';
import { parseAddress } from '../../domain/sending/address.ts';
import { canFollow, type MessageState } from '../../domain/sending/message-state.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents, type IncomingEvent } from '../events/accept.ts';
import { newId } from '../ids.ts';
import { goOnAsKnown } from '../runs/known-outcomes.ts';
import { countSends } from './count-sends.ts';
import { type MessageRow, messageColumns } from './message-row.ts';

/** Something that was learned about a message after it left. */
export type Evidence = {
  readonly messageId: string;
  readonly kind: EvidenceKind;
  /** Makes repeated reports of the same thing one. */
  readonly dedupe: string;
  readonly at: Date;
  /** Made by a machine, as far as can be told. */
  readonly bot: boolean;
  readonly details: JsonObject;
};

export type EvidenceKind = 'accepted' | 'delivered' | 'opened' | 'clicked' | 'bounced' | 'unsubscribed';

/** What each kind proves: the state that follows from it, and the same when only a machine did it. */
const proofs: { readonly [K in EvidenceKind]: { readonly state: MessageState; readonly byBot: MessageState } } = {
  accepted: { state: 'accepted', byBot: 'accepted' },
  delivered: { state: 'delivered', byBot: 'delivered' },
  opened: { state: 'opened', byBot: 'accepted' },
  clicked: { state: 'clicked', byBot: 'accepted' },
  bounced: { state: 'bounced', byBot: 'bounced' },
  unsubscribed: { state: 'opened', byBot: 'accepted' },
};

/**
 * Takes what was learned about messages into the ledger: kept once, the state moved forward only, so that a late or
 * repeated report changes nothing and an `unknown` message becomes known. Each new piece becomes a behaviour event
 * (`email.opened`, `sms.delivered` …) of the person and the record, but of a test message. Call `notifyEvents` after the commit.
 * @returns the pieces that were new
 */
export async function recordEvidence(tx: Tx, pieces: readonly Evidence[], now: Date): Promise<Evidence[]> {
  if (pieces.length === 0) return [];
  const rows = await tx.query<MessageRow>(
    `SELECT ${messageColumns} FROM message m WHERE m.id = ANY($1::uuid[]) ORDER BY m.id FOR UPDATE`,
    [pieces.map(({ messageId }) => messageId)],
  );
  const messages = new Map(rows.map((row) => [row.id, row]));
  const fresh = await keep(
    tx,
    pieces.filter(({ messageId }) => messages.has(messageId)),
  );
  const known = await moveForward(tx, fresh, messages);
  await goOnAsKnown(tx, known, now);
  const told = fresh.flatMap((piece) => {
    const message = messages.get(piece.messageId);
    return message && !message.payload?.test && piece.kind !== 'accepted' ? [{ piece, message }] : [];
  });
  const context = { actor: systemActor, cause: [], now };
  const accepted = await acceptEvents(
    tx,
    context,
    told.map(({ piece, message }) => eventOf(piece, message, 'record')),
  );
  // A record may have been deleted since: then the event is the address' alone.
  const orphans = told.filter((_, n) => accepted[n]?.kind === 'issues');
  await acceptEvents(
    tx,
    context,
    orphans.map(({ piece, message }) => eventOf(piece, message, 'address')),
  );
  return fresh;
}

async function keep(tx: Tx, pieces: readonly Evidence[]): Promise<Evidence[]> {
  const rows = await tx.query<{ messageId: string; dedupe: string }>(
    `INSERT INTO message_event (id, "messageId", kind, dedupe, at, bot, details)
     SELECT id, "messageId", kind, dedupe, at, bot, details FROM jsonb_to_recordset($1::jsonb)
       AS x(id uuid, "messageId" uuid, kind text, dedupe text, at timestamptz, bot bool, details jsonb)
     ON CONFLICT ("messageId", dedupe) DO NOTHING RETURNING "messageId", dedupe`,
    [JSON.stringify(pieces.map((piece) => ({ ...piece, id: newId() })))],
  );
  const kept = new Set(rows.map(({ messageId, dedupe }) => `${messageId} ${dedupe}`));
  // Each key once, also where the caller gave it twice.
  return pieces.filter(({ messageId, dedupe }) => kept.delete(`${messageId} ${dedupe}`));
}

/** @returns the messages that were unknown until now */
async function moveForward(
  tx: Tx,
  pieces: readonly Evidence[],
  messages: ReadonlyMap<string, MessageRow>,
): Promise<string[]> {
  const states = new Map<string, MessageState>();
  for (const { messageId, kind, bot } of pieces) {
    const from = states.get(messageId) ?? messages.get(messageId)?.state;
    const to = bot ? proofs[kind].byBot : proofs[kind].state;
    if (from !== undefined && canFollow(from, to)) states.set(messageId, to);
  }
  if (states.size === 0) return [];
  const first = [...states.keys()].flatMap((id) => {
    const { state, channel } = messages.get(id) ?? {};
    return state === 'handing-off' && channel !== undefined ? [{ channel, outcome: 'accepted' as const }] : [];
  });
  await countSends(tx, first);
  // The reason of an unknown message is answered by what was learned.
  await tx.query(
    `UPDATE message m SET state = s.state, reason = CASE WHEN m.state = 'unknown' THEN NULL ELSE m.reason END
     FROM unnest($1::uuid[], $2::text[]) AS s(id, state) WHERE m.id = s.id`,
    [[...states.keys()], [...states.values()]],
  );
  return [...states.keys()].filter((id) => messages.get(id)?.state === 'unknown');
}

/** The behaviour event of a piece of evidence: about the record and the person of the message, and whoever has its address. */
export function eventOf(
  { kind, dedupe, at, bot, details }: Evidence,
  message: MessageRow,
  link: 'record' | 'address',
): IncomingEvent {
  const properties: Record<string, Json> = { ...details, messageId: message.id, bot };
  const { topic, template, workflowKey: workflow, runId, stepId, campaign } = message;
  for (const [name, value] of Object.entries({ topic, template, workflow, runId, stepId, campaign })) {
    if (value !== null) properties[name] = value;
  }
  return {
    id: `message:${message.id}:${dedupe}`.slice(0, 200),
    type: kind === 'unsubscribed' ? 'message.unsubscribed' : `${message.channel}.${kind}`,
    at: at.toISOString(),
    ...(link === 'record' ? recordsOf(message) : {}),
    ...addressOf(message),
    properties,
  };
}

function recordsOf({ recordType, recordId, personType, personId }: MessageRow) {
  return {
    ...(recordType !== null && recordId !== null ? { recordType, recordId } : {}),
    ...(personType === 'contact' && personId !== null ? { contactId: personId } : {}),
  };
}

function addressOf({ channel, to }: MessageRow) {
  if (channel === 'email') return parseAddress('email', to) === undefined ? {} : { email: to };
  return channel === 'sms' ? { phone: to } : {};
}
