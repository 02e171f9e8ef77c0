import type { ConsentStatement } from '../../domain/consent/consent.ts';
import type { TopicMode } from '../../domain/consent/topic.ts';
import { reasonNotToSend } from '../../domain/sending/decide-send.ts';
import type { MessageClass } from '../../domain/sending/message-class.ts';
import { openStates, predecessors } from '../../domain/sending/message-state.ts';
import type { ReasonCode } from '../../domain/sending/reasons.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import { opensAt, type PlacedWindow } from '../../domain/time/send-window.ts';
import { lockAddressesOf } from '../consent/standing.ts';
import type { Database, Tx } from '../database.ts';
import type { LedgerChannel } from './message-row.ts';

/** Why a message stays where it is: somebody else has its run, the run is to leave by its exit or goal, or somebody paused. */
export type HoldReason =
  | 'stale'
  | 'leaving'
  | 'not-open'
  | 'run-paused'
  | 'workflow-paused'
  | 'all-paused'
  | 'outside-window';

export type HandOffRequest = {
  readonly messages: readonly { readonly id: string; readonly runId: string | null; readonly fence: number }[];
  /** How long the hand-over may take: nobody takes the run before, and afterwards the outcome is unknown. */
  readonly leaseMs: number;
  readonly now: Date;
  /** In which the send windows of messages count. */
  readonly calendars?: Calendars;
};

export type HandOff = {
  /** May be handed over now: the caller must, and record what becomes of it with `now` as the time of the hand-off. */
  readonly cleared: readonly string[];
  readonly held: readonly { readonly id: string; readonly why: HoldReason }[];
  readonly skipped: readonly { readonly id: string; readonly reason: ReasonCode }[];
};

type RunGate = {
  id: string;
  fence: number;
  paused: boolean;
  state: string;
  ended: boolean;
  workflowState: string | null;
};
/** A message that may still leave, with all that is known of its address. */
type Candidate = {
  id: string;
  channel: LedgerChannel;
  to: string;
  topic: string | null;
  mode: TopicMode | null;
  class: MessageClass;
  runId: string | null;
  statements: ConsentStatement[] | null;
  suppressed: boolean;
  allPaused: boolean;
  window: PlacedWindow | null;
};
type Verdict = { readonly why: HoldReason; readonly until?: Date } | { readonly reason: ReasonCode } | 'cleared';

/**
 * The last look before messages leave, in one transaction: the run, of those that have one, still has the fence that
 * planned them, nothing is paused, consent and suppression still allow it. What is cleared is `handing-off` when this
 * returns, under a lease that also keeps the run from being taken. A worker that comes back from the dead is told `stale`
 * and sends nothing.
 */
export function handOff(db: Database, request: HandOffRequest): Promise<HandOff> {
  return db.transaction(async (tx) => {
    const gates = await lockGates(tx, request);
    const candidates = await readCandidates(tx, request);
    const verdicts = request.messages.map(({ id, runId, fence }): { id: string; verdict: Verdict } => {
      const candidate = candidates.get(id);
      if (!candidate || candidate.runId !== runId) return { id, verdict: { why: 'not-open' } };
      const gate = runId === null ? null : gates.get(runId);
      const held = gate === undefined ? 'stale' : gate && holdBy(gate, fence);
      if (gate?.ended && gate.fence === fence) return { id, verdict: { reason: 'run-ended' } };
      if (held) return { id, verdict: { why: held } };
      if (candidate.allPaused) return { id, verdict: { why: 'all-paused' } };
      const reason = objectionTo(candidate);
      if (reason !== undefined) return { id, verdict: { reason } };
      return { id, verdict: outsideWindow(candidate, request) ?? 'cleared' };
    });
    await deferToWindows(tx, verdicts);
    return write(tx, split(verdicts), request);
  });
}

const day = 86_400_000;

/** A message whose window has closed before it could leave waits for the next one. */
function outsideWindow({ window }: Candidate, { now, calendars = {} }: HandOffRequest): Verdict | undefined {
  if (window === null) return undefined;
  // A calendar that has no working time left may get some again.
  const at = opensAt(now.getTime(), window, calendars) ?? now.getTime() + day;
  return at === now.getTime() ? undefined : { why: 'outside-window', until: new Date(at) };
}

async function deferToWindows(tx: Tx, verdicts: readonly { id: string; verdict: Verdict }[]): Promise<void> {
  const held = verdicts.flatMap(({ id, verdict }) =>
    typeof verdict === 'object' && 'until' in verdict && verdict.until ? [{ id, until: verdict.until }] : [],
  );
  if (held.length === 0) return;
  await tx.query(
    `UPDATE message m SET state = 'deferred', reason = 'outside-window', "dueAt" = h.until,
       payload = m.payload || jsonb_build_object('heldUntil', h.until)
     FROM unnest($1::uuid[], $2::timestamptz[]) AS h(id, until) WHERE m.id = h.id AND m.state = ANY($3::text[])`,
    [held.map(({ id }) => id), held.map(({ until }) => until), openStates],
  );
}

function holdBy(gate: RunGate, fence: number): HoldReason | null {
  if (gate.fence !== fence || gate.ended) return 'stale';
  if (gate.paused || gate.state === 'paused') return 'run-paused';
  return gate.workflowState === 'paused' ? 'workflow-paused' : null;
}

async function lockGates(tx: Tx, { messages }: HandOffRequest): Promise<Map<string, RunGate>> {
  const ids = [...new Set(messages.flatMap(({ runId }) => runId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await tx.query<RunGate>(
    `SELECT r.id, r.fence, r.paused, r.state, r."endedAt" IS NOT NULL AS ended, w.state AS "workflowState"
     FROM run r LEFT JOIN workflow w ON w.id = r."workflowId" WHERE r.id = ANY($1::uuid[]) ORDER BY r.id FOR UPDATE OF r`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Reads the messages that may still leave, and what is known of their addresses. The lock on the addresses comes first
 * and in a statement of its own: what is read after it includes every withdrawal that was before it.
 */
async function readCandidates(tx: Tx, { messages }: HandOffRequest): Promise<Map<string, Candidate>> {
  const ids = messages.map(({ id }) => id);
  await lockAddressesOf(tx, ids);
  const rows = await tx.query<Candidate>(
    `SELECT m.id, m.channel, m."to", m.topic, t.mode, m.class, m."runId", m.payload->'window' AS window,
       EXISTS (SELECT 1 FROM setting WHERE key = 'paused' AND value = 'true') AS "allPaused",
       EXISTS (SELECT 1 FROM suppression s WHERE s.channel = m.channel AND s.address = m."to") AS suppressed,
       (SELECT jsonb_agg(jsonb_build_object('topic', c.topic, 'state', c.state, 'at', extract(epoch FROM c.at) * 1000))
        FROM consent c WHERE c.channel = m.channel AND c.address = m."to") AS statements
     FROM message m LEFT JOIN topic t ON t.key = m.topic
     WHERE m.id = ANY($1::uuid[]) AND m.state = ANY($2::text[])`,
    [ids, predecessors('handing-off')],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function objectionTo(message: Candidate): ReasonCode | undefined {
  const { channel, topic, mode, to, statements, suppressed } = message;
  if (channel !== 'email' && channel !== 'sms') return undefined;
  return reasonNotToSend({
    channel,
    class: message.class,
    // A topic removed after planning is treated as opt-out: what was said about it still counts.
    topic: topic === null ? null : { key: topic, mode: mode ?? 'opt-out' },
    known: true,
    address: to,
    statements: statements ?? [],
    suppressed,
  });
}

function split(verdicts: readonly { id: string; verdict: Verdict }[]): HandOff {
  const cleared: string[] = [];
  const held: { id: string; why: HoldReason }[] = [];
  const skipped: { id: string; reason: ReasonCode }[] = [];
  for (const { id, verdict } of verdicts) {
    if (verdict === 'cleared') cleared.push(id);
    else if ('why' in verdict) held.push({ id, why: verdict.why });
    else skipped.push({ id, reason: verdict.reason });
  }
  return { cleared, held, skipped };
}

/** Of two that hand off the same message, the one who writes first has it: the other finds it is not open any more. */
async function write(tx: Tx, { cleared, held, skipped }: HandOff, { leaseMs, now }: HandOffRequest): Promise<HandOff> {
  if (skipped.length > 0) {
    await tx.query(
      `UPDATE message m SET state = 'skipped', reason = s.reason, "dueAt" = NULL
       FROM unnest($1::uuid[], $2::text[]) AS s(id, reason) WHERE m.id = s.id AND m.state = ANY($3::text[])`,
      [skipped.map(({ id }) => id), skipped.map(({ reason }) => reason), predecessors('skipped')],
    );
  }
  if (cleared.length === 0) return { cleared, held, skipped };
  const leaving = await tx.query<{ id: string }>(
    `WITH leaving AS (
       UPDATE message SET state = 'handing-off', "handOffAt" = $2, "leaseUntil" = $3, "dueAt" = NULL
       WHERE id = ANY($1::uuid[]) AND state = ANY($4::text[]) RETURNING id, "runId")
     INSERT INTO hand_off ("messageId", "runId", "leaseUntil") SELECT id, "runId", $3 FROM leaving
     ON CONFLICT ("messageId") DO UPDATE SET "leaseUntil" = excluded."leaseUntil"
     RETURNING "messageId" AS id`,
    [cleared, now, new Date(now.getTime() + leaseMs), predecessors('handing-off')],
  );
  const left = new Set(leaving.map(({ id }) => id));
  const lost = cleared.filter((id) => !left.has(id)).map((id) => ({ id, why: 'not-open' as const }));
  return { cleared: cleared.filter((id) => left.has(id)), held: [...held, ...lost], skipped };
}
