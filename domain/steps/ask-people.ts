import type { Notice } from '../approvals/notices.ts';
import type { ApprovalRequest, ApprovalView } from '../approvals/request.ts';
import type { JsonObject } from '../json.ts';
import { ask, type Effect, type MessageRequest, StepFailure } from './effect.ts';
import type { StepEnd } from './step-type.ts';

type Asking = {
  /** Opens it; how it stands then. */
  readonly open: Extract<ApprovalRequest, { op: 'open' }>;
  /** Template of the mails. */
  readonly template: string;
};

/**
 * Asks people and waits until they have decided or answered: writes to whoever is asked, also later (the next of a sequence,
 * somebody it was moved to), and again when a reminder is due.
 */
export function* askPeople({ open, template }: Asking): Generator<Effect, StepEnd, unknown> {
  let view = yield* ask({ kind: 'approval', request: open });
  for (;;) {
    for (const message of messagesOf(view, { open, template })) yield* tell(message);
    if (view.state !== 'open') break;
    const { approvalId, dueAt } = view;
    yield* ask({
      kind: 'wait',
      wait: { kind: 'approval', approval: approvalId, ...(dueAt === null ? {} : { dueAt }) },
    });
    view = yield* ask({ kind: 'approval', request: { op: 'look', approvalId } });
  }
  const { dueAt: _, notices: __, ...outcome } = view;
  // The outcome is JSON; its type only names the keys.
  const result = outcome as unknown as JsonObject;
  const answered = open.asks === 'ask' && outcome.state === 'approved' ? 'answered' : outcome.state;
  return { kind: 'outlet', outlet: answered, result, detail: result };
}

/** One message for all who are asked, one for all who are reminded; each reader's link is for the slot of their own. */
function messagesOf({ approvalId, notices }: ApprovalView, { open, template }: Asking): MessageRequest[] {
  return (['request', 'reminder'] as const).flatMap((kind) => {
    const slots = slotOfEach(notices.filter((notice) => notice.kind === kind));
    const users = Object.keys(slots);
    if (users.length === 0) return [];
    const approval = { approvalId, slots, reminder: kind === 'reminder' };
    const readers = open.approvers === 'contact' ? {} : { users };
    return [{ channel: 'email', template, class: 'transactional', approval, ...readers } as const];
  });
}

/** Who is asked twice is written to once. */
function slotOfEach(notices: readonly Notice[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...notices].reverse().map(({ userId, slotId }) => [userId, slotId]));
}

/**
 * A mail that is skipped or refused keeps nobody from deciding in the app.
 * @throws StepFailure when it could not be handed over and a retry may mend that
 */
function* tell(message: MessageRequest): Generator<Effect, void, unknown> {
  const { outcome, response, reason } = yield* ask({ kind: 'send', message });
  if (outcome === 'failed')
    throw new StepFailure('send-failed', response ?? reason ?? 'The message could not be handed over.', true);
}
