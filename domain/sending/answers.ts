import type { Json } from '../json.ts';
import type { CallAnswer, SendAnswer } from '../steps/effect.ts';
import type { MessageState } from './message-state.ts';

/** What of a ledger row its step is told. `answer` is what a called address said. */
export type LedgerEntry = {
  readonly id: string;
  readonly state: MessageState;
  readonly reason: string | null;
  readonly response: string | null;
  readonly answer?: { readonly status: number; readonly body: Json } | null;
};

const outcomes: { readonly [S in MessageState]: 'accepted' | 'rejected' | 'skipped' | 'unknown' | null } = {
  planned: null,
  deferred: null,
  'handing-off': null,
  accepted: 'accepted',
  delivered: 'accepted',
  opened: 'accepted',
  clicked: 'accepted',
  // It had been taken before it came back: for the step it was sent, the bounce is an event of its own.
  bounced: 'accepted',
  rejected: 'rejected',
  skipped: 'skipped',
  unknown: 'unknown',
};

/** The answer to a `send` effect, or null while the message is under way. */
export function sendAnswerOf(entry: LedgerEntry): SendAnswer | null {
  const outcome = outcomes[entry.state];
  if (outcome === null) return null;
  return { outcome, messageIds: [entry.id], ...said(entry) };
}

/**
 * The answer to a `call` effect, or null while the call is under way. A refusal by the other side is `rejected`; what a
 * later try may mend is `failed`.
 */
export function callAnswerOf(entry: LedgerEntry): CallAnswer | null {
  const outcome = outcomes[entry.state];
  if (outcome === null) return null;
  const { answer, reason, response } = entry;
  const why = reason === 'call-failed' ? response : reason;
  return {
    outcome: outcome === 'skipped' || (outcome === 'rejected' && reason === 'call-failed') ? 'failed' : outcome,
    messageId: entry.id,
    ...(answer ? { status: answer.status, body: answer.body } : {}),
    ...(why === null ? {} : { reason: why }),
  };
}

function said({ reason, response }: LedgerEntry) {
  return { ...(reason === null ? {} : { reason }), ...(response === null ? {} : { response }) };
}
