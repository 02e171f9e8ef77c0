import { mailOfApproval, slotLink } from '../../crm/approvals/approval-mail.ts';
import type { StoredApproval } from '../../crm/approvals/approval-row.ts';
import { readApprovals } from '../../crm/approvals/store.ts';
import { personKeyOf } from '../../crm/lookup/record-cache.ts';
import { readInvitations } from '../../crm/meetings/read-invitations.ts';
import { planMessages } from '../../crm/sending/plan.ts';
import type { Plan, SendRequest } from '../../crm/sending/send-request.ts';
import type { Answer } from '../../domain/run/state.ts';
import { togetherOf } from '../../domain/sending/together.ts';
import type { SendAnswer } from '../../domain/steps/effect.ts';
import { type EffectCall, type EffectHandler, failure, type LegContext, later, value } from '../leg/leg-run.ts';
import { ruleDataOf } from '../leg/rule-data.ts';
import { sendHolds } from './send-hold.ts';

/** Several messages of one effect have ordinals of their own, this far apart from the next effect's. */
export const ordinalsOfOneEffect = 1000;

/** Plans messages in the leg's transaction; what is planned is delivered after the commit and answers a later leg. */
export const sendMessages: EffectHandler<'send'> = async (calls, context) => {
  const approvals = await approvalsAsked(calls, context);
  const meetings = await readInvitations(
    context.tx,
    calls.flatMap(({ effect }) => effect.message.invite?.meetingId ?? []),
  );
  const holdOf = await sendHolds(calls, context);
  const requests = calls.flatMap((call) => {
    const hold = holdOf(call);
    const held = hold === undefined ? {} : { hold };
    const { invite } = call.effect.message;
    const invitation = meetings.get(invite?.meetingId ?? '')?.invitation;
    const withdrawn = invite?.withdrawn ? { withdrawn: invite.withdrawn } : {};
    const invited = invitation === undefined ? {} : { invitation: { ...invitation, ...withdrawn } };
    return requestsOf(call, context).map((request) => ({ ...askedBy(request, approvals), ...held, ...invited }));
  });
  const plans = await planMessages(context.tx, context.deps.planning, requests, context.now);
  let used = 0;
  return calls.map((call) => {
    const first = used;
    used += recipients(call).length;
    return answerOf(call, plans.slice(first, used), context);
  });
};

const recipients = ({ effect }: EffectCall<'send'>): readonly (string | null)[] => effect.message.users ?? [null];

function requestsOf(call: EffectCall<'send'>, context: LegContext): SendRequest[] {
  const { run, keyed, effect } = call;
  const { id: runId, subject } = run.row.data;
  const person = personKeyOf(subject, context.cache.record(subject));
  return recipients(call).map((user, n) => ({
    key: { runId, stepId: keyed.stepId, visit: keyed.visit, ordinal: keyed.ordinal * ordinalsOfOneEffect + n },
    workflowKey: run.row.workflowKey,
    subject,
    fence: run.row.fence,
    person: person && context.cache.record(person),
    message: user === null ? effect.message : { ...effect.message, users: [user] },
    context: ruleDataOf(run, context.cache, context.now, keyed),
  }));
}

/** The approvals that messages ask their readers for. */
async function approvalsAsked(
  calls: readonly EffectCall<'send'>[],
  { tx }: LegContext,
): Promise<ReadonlyMap<string, StoredApproval>> {
  const ids = calls.flatMap(({ effect }) => effect.message.approval?.approvalId ?? []);
  return new Map((await readApprovals(tx, [...new Set(ids)])).map((stored) => [stored.id, stored]));
}

/** A message that asks somebody says what for, and has a link of its reader's own. */
function askedBy(request: SendRequest, approvals: ReadonlyMap<string, StoredApproval>): SendRequest {
  const { approval, users: [user] = [] } = request.message;
  const stored = approvals.get(approval?.approvalId ?? '');
  const reader = user ?? Object.keys(approval?.slots ?? {})[0];
  if (!approval || !stored || reader === undefined) return request;
  const link = slotLink(stored, { slotId: approval.slots[reader] ?? '', personId: reader });
  return {
    ...request,
    context: { ...request.context, approval: mailOfApproval(stored, approval.reminder) },
    ...(link === null ? {} : { slot: link }),
  };
}

function answerOf(
  { run, keyed: { positionId, stepId, visit } }: EffectCall<'send'>,
  plans: readonly Plan[],
  context: LegContext,
): Answer {
  const failed = plans.find((plan) => plan.kind === 'failed');
  if (failed?.kind === 'failed') return failure(failed.code, failed.message);
  const planned = plans.flatMap((plan) => (plan.kind === 'planned' ? [plan] : []));
  for (const { messageId, row } of planned)
    context.deliveries.push({
      messageId,
      row,
      runId: run.row.data.id,
      fence: run.row.fence,
      positionId,
      stepId,
      visit,
    });
  if (planned.length > 0) return later;
  const answers = plans.flatMap((plan): SendAnswer[] => {
    if (plan.kind === 'answered') return [plan.answer];
    return plan.kind === 'skipped' ? [{ outcome: 'skipped', messageIds: [plan.messageId], reason: plan.reason }] : [];
  });
  return value(togetherOf(answers));
}
