import type { StoredApproval } from '../../crm/approvals/approval-row.ts';
import { lookAt } from '../../crm/approvals/look-at-approval.ts';
import { type AskingVisit, type Opening, openFor } from '../../crm/approvals/open-approval.ts';
import { type PeopleAtWork, readPeople } from '../../crm/approvals/people.ts';
import { readApprovals } from '../../crm/approvals/store.ts';
import { personKeyOf } from '../../crm/lookup/record-cache.ts';
import { unsolvableText } from '../../domain/approvals/unsolvable-text.ts';
import { type EffectCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { causeOf, runActor } from '../leg/run-actor.ts';

/** Opens approvals and looks at them, in the leg's transaction and under the lock of the run. */
export const askForApprovals: EffectHandler<'approval'> = async (calls, context) => {
  const people = await readPeople(context.tx, context.now);
  const answers = [];
  for (const call of calls) answers.push(await answer(call, context, people));
  return answers;
};

async function answer(call: EffectCall<'approval'>, context: LegContext, people: PeopleAtWork) {
  const { tx, cache, now, deps } = context;
  const { run, effect } = call;
  const record = cache.record(run.row.data.subject);
  const opening: Opening = { actor: runActor(run), cause: causeOf(run), now, people, company: deps.settings };
  if (effect.request.op === 'look') {
    const [stored] = await readApprovals(tx, [effect.request.approvalId]);
    return stored
      ? value(await lookAt(tx, stored, { ...opening, record }))
      : failure('approval-missing', 'The approval is gone.');
  }
  const opened = await openFor(tx, visitOf(call, context), effect.request, opening);
  if (isStored(opened)) return value(await lookAt(tx, opened, { ...opening, record }));
  return failure(opened.code, unsolvableText(opened));
}

const isStored = (opened: Awaited<ReturnType<typeof openFor>>): opened is StoredApproval => 'standing' in opened;

function visitOf({ run, keyed }: EffectCall<'approval'>, { cache }: LegContext): AskingVisit {
  const { data, workflowKey, origin } = run.row;
  const { subject } = data;
  const record = cache.record(subject);
  const { stepId, visit, positionId } = keyed;
  return {
    workflowKey,
    runId: data.id,
    stepId,
    visit,
    positionId,
    subject,
    record,
    person: personKeyOf(subject, record),
    initiator: origin.initiator ?? null,
  };
}
