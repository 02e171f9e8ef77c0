import { personKeyOf } from '../../crm/lookup/record-cache.ts';
import { planMessages } from '../../crm/sending/plan.ts';
import type { Plan, SendRequest } from '../../crm/sending/send-request.ts';
import type { Answer } from '../../domain/run/state.ts';
import { togetherOf } from '../../domain/sending/together.ts';
import type { SendAnswer } from '../../domain/steps/effect.ts';
import { type EffectCall, type EffectHandler, failure, type LegContext, later, value } from '../leg/leg-run.ts';
import { ruleDataOf } from '../leg/rule-data.ts';

/** Several messages of one effect have ordinals of their own, this far apart from the next effect's. */
export const ordinalsOfOneEffect = 1000;

/** Plans messages in the leg's transaction; what is planned is delivered after the commit and answers a later leg. */
export const sendMessages: EffectHandler<'send'> = async (calls, context) => {
  const requests = calls.flatMap((call) => requestsOf(call, context));
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
