import type { TopicMode } from '../../domain/consent/topic.ts';
import type { AddressChannel } from '../../domain/sending/address.ts';
import { reasonNotToSend } from '../../domain/sending/decide-send.ts';
import type { MessageClass } from '../../domain/sending/message-class.ts';
import { predecessors } from '../../domain/sending/message-state.ts';
import type { ReasonCode } from '../../domain/sending/reasons.ts';
import { type ChannelAddress, lockAddresses, nothingSaid, readStandings, standingKey } from '../consent/standing.ts';
import { listTopics } from '../consent/topics.ts';
import type { Database, Tx } from '../database.ts';
import type { LedgerChannel } from './message-row.ts';

/** Why a message stays where it is: somebody else has its run, or somebody paused. */
export type HoldReason = 'stale' | 'not-open' | 'run-paused' | 'workflow-paused' | 'all-paused';

export type HandOffRequest = {
  readonly messages: readonly { readonly id: string; readonly runId: string | null; readonly fence: number }[];
  /** How long the hand-over may take: nobody takes the run before, and afterwards the outcome is unknown. */
  readonly leaseMs: number;
  readonly now: Date;
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
type Candidate = {
  id: string;
  channel: LedgerChannel;
  to: string;
  topic: string | null;
  class: MessageClass;
  runId: string | null;
};
type Verdict = { readonly why: HoldReason } | { readonly reason: ReasonCode } | 'cleared';

/**
 * The last look before messages leave, in one transaction: the run still has the fence that planned them, nothing is
 * paused, consent and suppression still allow it. What is cleared is `handing-off` when this returns, under a lease
 * that also keeps the run from being taken. A worker that comes back from the dead is told `stale` and sends nothing.
 */
export function handOff(db: Database, request: HandOffRequest): Promise<HandOff> {
  return db.transaction(async (tx) => {
    const { gates, allPaused } = await lockGates(tx, request);
    const candidates = await lockMessages(tx, request);
    const objections = await objectionsTo(tx, [...candidates.values()]);
    const verdicts = request.messages.map(({ id, runId, fence }): { id: string; verdict: Verdict } => {
      const candidate = candidates.get(id);
      if (!candidate || candidate.runId !== runId) return { id, verdict: { why: 'not-open' } };
      const gate = runId === null ? null : gates.get(runId);
      const held = gate === undefined ? 'stale' : gate && holdBy(gate, fence);
      if (gate?.ended && gate.fence === fence) return { id, verdict: { reason: 'run-ended' } };
      if (held) return { id, verdict: { why: held } };
      if (allPaused) return { id, verdict: { why: 'all-paused' } };
      const reason = objections.get(id);
      return { id, verdict: reason === undefined ? 'cleared' : { reason } };
    });
    const result = split(verdicts);
    await write(tx, result, request);
    return result;
  });
}

function holdBy(gate: RunGate, fence: number): HoldReason | null {
  if (gate.fence !== fence || gate.ended) return 'stale';
  if (gate.paused || gate.state === 'paused') return 'run-paused';
  return gate.workflowState === 'paused' ? 'workflow-paused' : null;
}

async function lockGates(tx: Tx, { messages }: HandOffRequest) {
  const ids = [...new Set(messages.flatMap(({ runId }) => runId ?? []))];
  const rows = await tx.query<RunGate>(
    `SELECT r.id, r.fence, r.paused, r.state, r."endedAt" IS NOT NULL AS ended, w.state AS "workflowState"
     FROM run r LEFT JOIN workflow w ON w.id = r."workflowId" WHERE r.id = ANY($1::uuid[]) ORDER BY r.id FOR UPDATE OF r`,
    [ids],
  );
  const [setting] = await tx.query<{ value: unknown }>(`SELECT value FROM setting WHERE key = 'paused'`);
  return { gates: new Map(rows.map((row) => [row.id, row])), allPaused: setting?.value === true };
}

/** Locks the messages that may still leave. Addresses come first: their lock orders this after any withdrawal. */
async function lockMessages(tx: Tx, { messages }: HandOffRequest): Promise<Map<string, Candidate>> {
  const ids = messages.map(({ id }) => id);
  const addresses = await tx.query<ChannelAddress>(
    `SELECT channel, "to" AS address FROM message WHERE id = ANY($1::uuid[]) AND channel IN ('email', 'sms')`,
    [ids],
  );
  await lockAddresses(tx, addresses, 'shared');
  const rows = await tx.query<Candidate>(
    `SELECT id, channel, "to", topic, class, "runId" FROM message
     WHERE id = ANY($1::uuid[]) AND state = ANY($2::text[]) ORDER BY id FOR UPDATE`,
    [ids, predecessors('handing-off')],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function objectionsTo(tx: Tx, messages: readonly Candidate[]): Promise<Map<string, ReasonCode>> {
  const addressed = messages.flatMap(({ id, channel, to, topic, class: messageClass }) =>
    channel === 'email' || channel === 'sms' ? [{ id, channel, address: to, topic, class: messageClass }] : [],
  );
  const objections = new Map<string, ReasonCode>();
  if (addressed.length === 0) return objections;
  const standings = await readStandings(tx, addressed);
  const topics = new Map((await listTopics(tx)).map(({ key, mode }) => [key, mode]));
  for (const message of addressed) {
    const { statements, suppressed } = standings.get(standingKey(message)) ?? nothingSaid;
    const reason = reasonNotToSend({
      channel: message.channel satisfies AddressChannel,
      class: message.class,
      topic: topicOf(message.topic, topics),
      known: true,
      address: message.address,
      statements,
      suppressed: suppressed !== null,
    });
    if (reason !== undefined) objections.set(message.id, reason);
  }
  return objections;
}

/** A topic removed after planning is treated as opt-out: what was said about it still counts. */
function topicOf(key: string | null, topics: ReadonlyMap<string, TopicMode>) {
  return key === null ? null : { key, mode: topics.get(key) ?? ('opt-out' as const) };
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

async function write(tx: Tx, { cleared, skipped }: HandOff, { messages, leaseMs, now }: HandOffRequest): Promise<void> {
  if (skipped.length > 0) {
    await tx.query(
      `UPDATE message m SET state = 'skipped', reason = s.reason, "dueAt" = NULL
       FROM unnest($1::uuid[], $2::text[]) AS s(id, reason) WHERE m.id = s.id`,
      [skipped.map(({ id }) => id), skipped.map(({ reason }) => reason)],
    );
  }
  if (cleared.length === 0) return;
  const until = new Date(now.getTime() + leaseMs);
  await tx.query(
    `UPDATE message SET state = 'handing-off', "handOffAt" = $2, "leaseUntil" = $3, "dueAt" = NULL WHERE id = ANY($1::uuid[])`,
    [cleared, now, until],
  );
  const runs = new Set(cleared);
  await tx.query(`UPDATE run SET "dueAt" = $2 WHERE id = ANY($1::uuid[])`, [
    [...new Set(messages.flatMap(({ id, runId }) => (runs.has(id) && runId !== null ? runId : [])))],
    until,
  ]);
}
