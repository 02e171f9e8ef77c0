import { planCalls } from '../../crm/sending/plan-calls.ts';
import { type EffectHandler, failure, later, value } from '../leg/leg-run.ts';
import { ordinalsOfOneEffect } from './send.ts';

/** Plans calls of addresses in the leg's transaction; they are made after the commit, like messages. */
export const callUrls: EffectHandler<'call'> = async (calls, context) => {
  const plans = await planCalls(
    context.tx,
    calls.map(({ run, keyed, effect }) => ({
      key: {
        runId: run.row.data.id,
        stepId: keyed.stepId,
        visit: keyed.visit,
        ordinal: keyed.ordinal * ordinalsOfOneEffect,
      },
      workflowKey: run.row.workflowKey,
      subject: run.row.data.subject,
      fence: run.row.fence,
      request: effect.request,
    })),
    context.now,
  );
  return calls.map(({ run, keyed: { positionId, stepId, visit } }, n) => {
    const plan = plans[n];
    if (plan?.kind === 'failed') return failure(plan.code, plan.message);
    if (plan?.kind === 'answered') return value(plan.answer);
    if (plan?.kind !== 'planned') return failure('internal', 'The call was not planned.');
    context.deliveries.push({
      messageId: plan.messageId,
      runId: run.row.data.id,
      fence: run.row.fence,
      positionId,
      stepId,
      visit,
    });
    return later;
  });
};
