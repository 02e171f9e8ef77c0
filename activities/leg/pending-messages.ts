import type { Tx } from '../../crm/database.ts';
import { rowSet } from '../../crm/row-set.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import { countSends } from '../../crm/sending/count-sends.ts';
import type { LedgerChannel } from '../../crm/sending/message-row.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Json } from '../../domain/json.ts';
import type { Position } from '../../domain/run/state.ts';
import { callAnswerOf, type LedgerEntry, sendAnswerOf } from '../../domain/sending/answers.ts';
import type { MessageState } from '../../domain/sending/message-state.ts';
import { togetherOf } from '../../domain/sending/together.ts';
import { ordinalsOfOneEffect } from '../effects/send.ts';

type LedgerRow = {
  id: string;
  runId: string;
  stepId: string;
  visit: number;
  ordinal: number;
  channel: string;
  state: MessageState;
  reason: string | null;
  response: string | null;
  answer: { status: number; body: Json } | null;
  dueAt: Date | null;
  leaseUntil: Date | null;
};

/** Runs whose messages under way have been looked up. */
export type PendingMessages = {
  /** With the answers of what has ended. */
  readonly rows: readonly RunRow[];
  /** Messages to hand over now: planned ones that nobody delivered, deferred ones whose time has come. */
  readonly due: readonly { messageId: string; runId: string; fence: number; positionId: string }[];
  /** When a position that still waits for messages is due. */
  readonly dueOf: (position: Position) => string;
};

/** Looks in the ledger for the messages that positions wait for: answers those that have ended, and lists what is due. */
export async function answerPending(tx: Tx, rows: readonly RunRow[], now: Date): Promise<PendingMessages> {
  const sending = rows.filter(({ data }) => data.positions.some(({ state }) => state === 'sending'));
  const messages = groupBy(await endHandOffs(tx, await readLedger(tx, sending), now), keyOf);
  const ofPosition = (runId: string, position: Position) =>
    messages.get(
      keyOf({
        runId,
        stepId: position.stepId,
        visit: position.visit,
        ordinal: position.progress.length * ordinalsOfOneEffect,
      }),
    ) ?? [];
  const due = sending.flatMap(({ data, fence }) =>
    data.positions
      .filter(({ state }) => state === 'sending')
      .flatMap((position) =>
        ofPosition(data.id, position)
          .filter((message) => isDue(message, now))
          .map(({ id }) => ({ messageId: id, runId: data.id, fence, positionId: position.id })),
      ),
  );
  const waits = new Map<string, string>();
  const answered = rows.map((row): RunRow => {
    const positions = row.data.positions.map((position) => {
      // What became known of a message while its run was stopped for it is its answer already.
      if (position.state !== 'sending' || position.outcome !== null) return position;
      const own = ofPosition(row.data.id, position);
      const outcome = answerOf(own);
      if (outcome === null) waits.set(position.id, nextDue(own, now));
      return outcome === null ? position : { ...position, outcome };
    });
    return { ...row, data: { ...row.data, positions } };
  });
  return { rows: answered, due, dueOf: ({ id }) => waits.get(id) ?? now.toISOString() };
}

/** Messages of one effect have its ordinal in common. */
const keyOf = ({ runId, stepId, visit, ordinal }: Pick<LedgerRow, 'runId' | 'stepId' | 'visit' | 'ordinal'>) =>
  `${runId} ${visit} ${Math.floor(ordinal / ordinalsOfOneEffect)} ${stepId}`;

const visitKeys = rowSet({ runId: 'uuid', stepId: 'text', visit: 'int' });

function readLedger(tx: Tx, rows: readonly RunRow[]): Promise<LedgerRow[]> {
  const visits = rows.flatMap(({ data }) =>
    data.positions.flatMap(({ state, stepId, visit }) =>
      state === 'sending' ? { runId: data.id, stepId, visit } : [],
    ),
  );
  if (visits.length === 0) return Promise.resolve([]);
  return tx.query<LedgerRow>(
    `
    SELECT DISTINCT ON (m."runId", m."stepId", m.visit, m.ordinal) m.id, m."runId", m."stepId", m.visit, m.ordinal, m.channel, m.state, m.reason,
      m.response, m.payload->'response' AS answer, m."dueAt", m."leaseUntil"
    FROM ${visitKeys.from('$1')} p
      JOIN message m ON m."runId" = p."runId" AND m."stepId" = p."stepId" AND m.visit = p.visit
    WHERE m."runId" = ANY($2::uuid[])
    ORDER BY m."runId", m."stepId", m.visit, m.ordinal, m.attempt DESC`,
    [visitKeys.of(visits), visits.map(({ runId }) => runId)],
  );
}

const isLeased = ({ state, leaseUntil }: LedgerRow, now: Date) =>
  state === 'handing-off' && leaseUntil !== null && leaseUntil > now;

/** What is still being handed over after its lease is unknown. */
async function endHandOffs(tx: Tx, messages: readonly LedgerRow[], now: Date): Promise<LedgerRow[]> {
  const expired = messages
    .filter((message) => message.state === 'handing-off' && !isLeased(message, now))
    .map(({ id }) => id);
  if (expired.length === 0) return [...messages];
  const ended = await tx.query<{ channel: LedgerChannel }>(
    `WITH over AS (DELETE FROM hand_off WHERE "messageId" = ANY($1::uuid[]))
     UPDATE message SET state = 'unknown', reason = 'lease-expired', "leaseUntil" = NULL WHERE id = ANY($1::uuid[]) AND state = 'handing-off'
     RETURNING channel`,
    [expired],
  );
  await countSends(
    tx,
    ended.map(({ channel }) => ({ channel, outcome: 'unknown' })),
  );
  return messages.map((message) =>
    expired.includes(message.id) ? { ...message, state: 'unknown', reason: 'lease-expired' } : message,
  );
}

const isDue = ({ state, dueAt }: LedgerRow, now: Date) =>
  state === 'planned' || (state === 'deferred' && (dueAt === null || dueAt <= now));

function answerOf(messages: readonly LedgerRow[]): Json | null {
  if (messages.length === 0) return null;
  const [first] = messages;
  if (first?.channel === 'webhook') return callAnswerOf(entryOf(first)) as Json | null;
  const answers = messages.map((message) => sendAnswerOf(entryOf(message)));
  const known = answers.filter((answer) => answer !== null);
  return known.length === answers.length ? (togetherOf(known) as Json) : null;
}

const entryOf = ({ id, state, reason, response, answer }: LedgerRow): LedgerEntry => ({
  id,
  state,
  reason,
  response,
  answer,
});

function nextDue(messages: readonly LedgerRow[], now: Date): string {
  const times = messages.flatMap((message) => {
    const { state, dueAt, leaseUntil } = message;
    if (isLeased(message, now)) return leaseUntil?.toISOString() ?? [];
    return state === 'deferred' && dueAt !== null && dueAt > now ? dueAt.toISOString() : [];
  });
  return times.reduce<string | null>((a, b) => (a !== null && a < b ? a : b), null) ?? now.toISOString();
}
