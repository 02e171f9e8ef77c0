import type { Json } from '../../domain/json.ts';
import { canFollow, type MessageState, openStates } from '../../domain/sending/message-state.ts';
import type { ReasonCode } from '../../domain/sending/reasons.ts';
import { messageRetries, nextTry } from '../../domain/sending/retry-schedule.ts';
import { systemActor } from '../actor.ts';
import { type Suppression, suppress } from '../consent/suppressions.ts';
import type { Database, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { rowSet } from '../row-set.ts';
import { goOnAsKnown } from '../runs/known-outcomes.ts';
import { countedFrom, countSends, type SendOutcome } from './count-sends.ts';
import { eventOf } from './evidence.ts';
import type { LedgerChannel, MessagePayload, MessageRow } from './message-row.ts';
import { readMessages } from './read-messages.ts';

/** Most characters of a called address' answer that the ledger keeps. */
const keptAnswer = 64 * 1024;

/** What became of a hand-over, as a provider said it. */
export type HandOverResult =
  | {
      readonly kind: 'accepted';
      readonly providerId: string;
      readonly response: string;
      readonly answer?: CalledAnswer;
    }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly response: string;
      readonly permanent: boolean;
      readonly class: string;
      readonly answer?: CalledAnswer;
    }
  | { readonly kind: 'deferred'; readonly code: string; readonly response: string; readonly retryAfterMs?: number }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The answer of a called address. */
export type CalledAnswer = { readonly status: number; readonly body: string; readonly truncated: boolean };

export type RecordedOutcome = {
  readonly messageId: string;
  readonly runId: string | null;
  /** When its hand-off was committed; null when nothing was handed off (no connection, unfit to be sent). */
  readonly handOffAt: Date | null;
  readonly provider: string;
  readonly result: HandOverResult;
};

/** A message as it stands after its outcome was recorded. */
export type RecordedMessage = Pick<MessageRow, 'id' | 'state' | 'reason' | 'response' | 'dueAt'>;

type Locked = RecordedMessage &
  Pick<MessageRow, 'channel' | 'to' | 'handOffAt' | 'createdAt'> & { readonly tries: number };

type Change = {
  readonly id: string;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly provider: string;
  readonly providerId: string | null;
  readonly response: string | null;
  readonly dueAt: string | null;
  readonly sentAt: string | null;
  readonly more: Partial<MessagePayload>;
};

/**
 * Records what became of hand-overs, by message and hand-off and without the fence: it is evidence, whoever has the run
 * by now. Said twice, or too late for a newer hand-off, it changes nothing. A deferred message gets its next due time.
 * @returns the message of each outcome as it stands now, in their order; one that was deleted meanwhile as unknown
 */
export async function recordOutcomes(
  db: Database,
  outcomes: readonly RecordedOutcome[],
  now: Date,
): Promise<RecordedMessage[]> {
  const taken = await recordTaken(db, outcomes, now);
  const rest = outcomes.filter(({ messageId }) => !taken.has(messageId));
  const others = rest.length === 0 ? [] : await recordOthers(db, rest, now);
  return outcomes.map(
    ({ messageId }) => taken.get(messageId) ?? others.find(({ id }) => id === messageId) ?? { ...gone, id: messageId },
  );
}

const takenMessages = rowSet({
  id: 'uuid',
  handOffAt: 'timestamptz',
  provider: 'text',
  providerId: 'text',
  response: 'text',
});

/** What nearly all come to, in one statement: still being handed over, and taken. */
async function recordTaken(
  db: Database,
  outcomes: readonly RecordedOutcome[],
  now: Date,
): Promise<Map<string, RecordedMessage>> {
  const taken = outcomes.flatMap(({ messageId, handOffAt, provider, result }) =>
    result.kind === 'accepted' && result.answer === undefined && handOffAt !== null
      ? { id: messageId, handOffAt, provider, providerId: result.providerId, response: result.response }
      : [],
  );
  if (taken.length === 0) return new Map();
  const rows = await db.query<RecordedMessage>(
    `WITH taken AS (
       UPDATE message m SET state = 'accepted', reason = NULL, provider = c.provider, "providerId" = coalesce(c."providerId", m."providerId"),
         response = c.response, "dueAt" = NULL, "leaseUntil" = NULL, "sentAt" = coalesce(m."sentAt", $2)
       FROM ${takenMessages.from('$1')} c
       WHERE m.id = c.id AND m.id = ANY($3::uuid[]) AND m.state = 'handing-off' AND m."handOffAt" = c."handOffAt"
       RETURNING m.id, m.state, m.reason, m.response, m."dueAt", m.channel),
     counted AS (${countedFrom("(SELECT channel, 'accepted' AS outcome FROM taken) t")}),
     over AS (DELETE FROM hand_off WHERE "messageId" IN (SELECT id FROM taken))
     SELECT id, state, reason, response, "dueAt" FROM taken`,
    [takenMessages.of(taken), now, taken.map(({ id }) => id)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function recordOthers(db: Database, outcomes: readonly RecordedOutcome[], now: Date): Promise<RecordedMessage[]> {
  return db.transaction(async (tx) => {
    const rows = await tx.query<Locked>(
      `SELECT id, channel, "to", state, reason, response, "dueAt", "handOffAt",
         greatest("createdAt", (payload->>'heldUntil')::timestamptz) AS "createdAt", coalesce((payload->>'tries')::int, 0) AS tries
       FROM message WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`,
      [outcomes.map(({ messageId }) => messageId)],
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    const changes = new Map<Locked, Change>();
    const refused: Suppression[] = [];
    for (const outcome of outcomes) {
      const row = known.get(outcome.messageId);
      const change = row && !changes.has(row) ? changeBy(row, outcome, now) : undefined;
      if (!row || !change) continue;
      changes.set(row, change);
      refused.push(...suppressionBy(row, outcome));
    }
    await applyChanges(tx, [...changes.values()]);
    await countSends(tx, [...changes].flatMap(firstOutcome));
    await goOnAsKnown(
      tx,
      [...changes].flatMap(([row]) => (row.state === 'unknown' ? row.id : [])),
      now,
    );
    await suppress(tx, refused, now);
    await reportBounces(tx, refused, now);
    return rows.map((row) => asRecorded(row, changes.get(row)));
  });
}

/** What a change makes known of a message of which nothing was. */
function firstOutcome([{ channel, state }, change]: [Locked, Change]): {
  channel: LedgerChannel;
  outcome: SendOutcome;
}[] {
  if (state !== 'handing-off' && !openStates.includes(state)) return [];
  const { state: outcome } = change;
  return outcome === 'accepted' || outcome === 'rejected' || outcome === 'unknown' ? [{ channel, outcome }] : [];
}

const gone = { state: 'unknown', reason: null, response: null, dueAt: null } as const;

function asRecorded({ id, state, reason, response, dueAt }: Locked, change: Change | undefined): RecordedMessage {
  if (change === undefined) return { id, state, reason, response, dueAt };
  return {
    id,
    state: change.state,
    reason: change.reason,
    response: change.response,
    dueAt: change.dueAt === null ? null : new Date(change.dueAt),
  };
}

/** Addresses that turned out to be none: an event that workflows see, like a bounce that comes later. */
async function reportBounces(tx: Tx, refused: readonly Suppression[], now: Date): Promise<void> {
  const hard = refused.flatMap(({ reason, messageId }) => (reason === 'hard-bounce' ? (messageId ?? []) : []));
  if (hard.length === 0) return;
  const bounce = { kind: 'bounced', dedupe: 'refused', at: now, bot: false, details: { hard: true } } as const;
  await acceptEvents(
    tx,
    { actor: systemActor, cause: [], now },
    (await readMessages(tx, hard)).map((message) => eventOf({ messageId: message.id, ...bounce }, message, 'address')),
  );
}

function changeBy(row: Locked, { handOffAt, provider, result }: RecordedOutcome, now: Date): Change | undefined {
  if (handOffAt === null ? !openStates.includes(row.state) : row.handOffAt?.getTime() !== handOffAt.getTime())
    return undefined;
  const change = changeTo(row, result, now);
  const early = change.state === 'accepted' && ['delivered', 'opened', 'clicked', 'bounced'].includes(row.state);
  if (!early && !canFollow(row.state, change.state)) return undefined;
  // Evidence may come before the sender's own report: its state stays, the rest is added.
  return { ...change, id: row.id, provider, state: early ? row.state : change.state };
}

function changeTo(row: Locked, result: HandOverResult, now: Date): Omit<Change, 'id' | 'provider'> {
  const none = { reason: null, providerId: null, response: null, dueAt: null, sentAt: null, more: {} };
  switch (result.kind) {
    case 'accepted':
      return {
        ...none,
        state: 'accepted',
        providerId: result.providerId,
        response: result.response,
        sentAt: now.toISOString(),
        more: answerOf(result.answer),
      };
    case 'unknown':
      return { ...none, state: 'unknown', reason: result.reason };
    case 'refused':
      if (!result.permanent) return deferral(row, result, now);
      return {
        ...none,
        state: 'rejected',
        reason: result.code,
        response: result.response,
        more: answerOf(result.answer),
      };
    case 'deferred':
      return deferral(row, result, now);
  }
}

/** Nothing was taken. Messages are tried again; a call is its step's to repeat, by the step's own retry policy. */
function deferral(
  row: Locked,
  result: { code: string; response: string; retryAfterMs?: number },
  now: Date,
): Omit<Change, 'id' | 'provider'> {
  const rest = { providerId: null, response: `${result.code}: ${result.response}`.slice(0, 500), sentAt: null };
  const tries = row.tries + 1;
  const over = (reason: ReasonCode) => ({ ...rest, state: 'rejected' as const, reason, dueAt: null, more: { tries } });
  if (row.channel === 'webhook') return over('call-failed');
  const times = { tries, plannedAt: row.createdAt.getTime(), now: now.getTime(), wished: result.retryAfterMs ?? 0 };
  const at = nextTry(messageRetries, times);
  if (at === null) return over('retries-exhausted');
  return { ...rest, state: 'deferred', reason: result.code, dueAt: new Date(at).toISOString(), more: { tries } };
}

function answerOf(answer: CalledAnswer | undefined): Partial<MessagePayload> {
  if (!answer) return {};
  return { response: { status: answer.status, body: parsed(answer.body.slice(0, keptAnswer)) } };
}

function parsed(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    // PostgreSQL's jsonb holds no NUL.
    return body.replaceAll('\0', '');
  }
}

async function applyChanges(tx: Tx, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `WITH over AS (DELETE FROM hand_off WHERE "messageId" = ANY($2::uuid[]))
     UPDATE message m SET state = c.state, reason = c.reason, provider = c.provider, response = c.response, "dueAt" = c."dueAt",
       "providerId" = coalesce(c."providerId", m."providerId"), "sentAt" = coalesce(m."sentAt", c."sentAt"), "leaseUntil" = NULL,
       payload = coalesce(m.payload, '{}') || c.more
     FROM jsonb_to_recordset($1::jsonb) AS c(id uuid, state text, reason text, provider text, "providerId" text, response text,
       "dueAt" timestamptz, "sentAt" timestamptz, more jsonb) WHERE m.id = c.id AND m.id = ANY($2::uuid[])`,
    [JSON.stringify(changes), changes.map(({ id }) => id)],
  );
}

/** A number or mailbox that does not exist, or whose owner opted out at the provider, is never written to again. */
function suppressionBy(row: Locked, { result }: RecordedOutcome): Suppression[] {
  if (result.kind !== 'refused' || (row.channel !== 'email' && row.channel !== 'sms')) return [];
  const reason = result.class === 'hard-bounce' ? 'hard-bounce' : result.class === 'blocked' ? 'stop' : undefined;
  return reason === undefined ? [] : [{ channel: row.channel, address: row.to, reason, messageId: row.id }];
}
