import { type Approval, decisions, openSlots } from '../../approvals/approval.ts';
import { boundDiff, boundFields } from '../../approvals/binding.ts';
import { decide, endApproval } from '../../approvals/decide.ts';
import { isGroupRef } from '../../approvals/members.ts';
import { nextDue, takeNotices } from '../../approvals/notices.ts';
import { openApproval } from '../../approvals/open.ts';
import { type OnDeadline, passDeadline } from '../../approvals/pass-deadline.ts';
import type { ApprovalView, OpenRequest } from '../../approvals/request.ts';
import { unsolvableText } from '../../approvals/unsolvable-text.ts';
import type { JsonObject } from '../../json.ts';
import type { EffectOf, UserRef } from '../../steps/effect.ts';
import { usersText } from '../../steps/user-text.ts';
import { addDuration } from '../../time/add-duration.ts';
import type { Duration } from '../../time/duration.ts';
import type { Answer, KeyedEffect, Position, RunData } from '../state.ts';
import { usersOf } from './users.ts';
import type { World } from './world.ts';

/** An approval of a simulated run. */
export type SimulatedApproval = {
  readonly id: string;
  readonly request: OpenRequest;
  readonly bound: JsonObject;
  readonly standing: Approval;
  readonly diff: JsonObject | null;
  readonly answers: JsonObject | null;
};

/** Asks people in memory: nobody is away, nobody is missing, and they decide as the script says, or never. */
export function simulateApproval(world: World, { request }: EffectOf<'approval'>, keyed: KeyedEffect): Answer {
  const found = request.op === 'look' ? world.approvals.get(request.approvalId) : open(world, request, keyed);
  if (found === undefined) return failure('approval-missing', 'The approval is gone.');
  if ('kind' in found) return failure(found.code, unsolvableText(found));
  const passed = pastDeadline(world, found);
  const { approval, notices } = takeNotices(passed.standing, {
    now: world.now,
    remindAt: ({ since, number }) => {
      const { remind } = found.request.terms;
      return remind === null || number > remind.max ? null : after(world, since, remind.every);
    },
  });
  const standing = { ...passed, standing: approval };
  world.approvals.set(found.id, standing);
  return { kind: 'value', value: viewOf(standing, notices) };
}

function open(world: World, request: OpenRequest, keyed: KeyedEffect) {
  const record = world.records.get(world.subject.id) ?? null;
  const submitter = typeof record?.ownerId === 'string' ? record.ownerId : null;
  const refs: readonly UserRef[] = request.approvers === 'contact' ? [{ user: world.personKey }] : request.approvers;
  const asked = refs.map((ref) => {
    const users = usersOf(world, ref);
    const one = !isGroupRef(ref) && users.length === 1;
    return { person: one ? (users[0] ?? null) : null, group: one ? null : usersText(ref), users };
  });
  const result = openApproval({
    asked,
    mode: request.mode,
    round: keyed.visit,
    rounds: request.rounds,
    deadline: request.deadline === null ? null : after(world, world.now, request.deadline),
    submitter,
    selfApproval: request.terms.selfApproval === true,
    people: { standIn: (id) => id, managerOf: (id) => usersOf(world, { manager: 1, of: { user: id } })[0] ?? null },
    now: world.now,
    newId: world.newId,
  });
  if (result.kind === 'unsolvable') return result;
  return {
    id: world.newId(),
    request,
    bound: boundFields(record, request.bind),
    standing: result.approval,
    diff: null,
    answers: null,
  };
}

/** A position waits for at most one approval. */
export const approvalAt = (world: World, { state, wait }: Position): SimulatedApproval | undefined =>
  state === 'waiting' && wait?.approval !== undefined ? world.approvals.get(wait.approval) : undefined;

/** Names of scripted events that people's acts are told by. */
export const isApprovalAct = (type: string) =>
  ['approval.decided', 'approval.answered', 'approval.recalled'].includes(type);

/** Lets somebody act on the approvals that wait (of one step where `step` names it): the first who is asked decides. */
export function actOnApprovals(
  world: World,
  run: RunData,
  { type, properties }: { type: string; properties: JsonObject },
): void {
  for (const position of run.positions) {
    const found = approvalAt(world, position);
    if (!found || (typeof properties.step === 'string' && properties.step !== position.stepId)) continue;
    const standing = acted(found.standing, world, { type, properties });
    const answers = type === 'approval.answered' ? ((properties.answers ?? properties) as JsonObject) : found.answers;
    world.approvals.set(found.id, { ...found, standing, answers });
  }
}

function acted(
  standing: Approval,
  { now }: World,
  { type, properties }: { type: string; properties: JsonObject },
): Approval {
  if (type === 'approval.recalled') return endApproval(standing, 'recalled', now);
  const decision = type === 'approval.answered' ? 'approve' : decisions.find((item) => item === properties.decision);
  const by = openSlots(standing)[0]?.candidates[0];
  if (decision === undefined || by === undefined) return standing;
  const comment = typeof properties.comment === 'string' ? properties.comment : undefined;
  const result = decide(standing, { by, decision, comment, at: now });
  return result.kind === 'changed' ? result.approval : standing;
}

/** Voids what is bound to content that has changed. */
export function voidChanged(world: World): void {
  const record = world.records.get(world.subject.id) ?? null;
  for (const found of world.approvals.values()) {
    const diff = found.standing.state === 'open' ? boundDiff(found.bound, record) : null;
    if (diff !== null)
      world.approvals.set(found.id, { ...found, diff, standing: endApproval(found.standing, 'voided', world.now) });
  }
}

/** Whether an approval that is waited for is to be looked at. */
export function approvalHasNews({ standing }: SimulatedApproval): boolean {
  const untold = openSlots(standing).some(({ candidates, told }) => candidates.some((user) => !told.includes(user)));
  return standing.state !== 'open' || untold;
}

function pastDeadline(world: World, found: SimulatedApproval): SimulatedApproval {
  const { standing, request } = found;
  if (standing.state !== 'open' || standing.deadline === null || standing.deadline > world.now) return found;
  return {
    ...found,
    standing: passDeadline(standing, { on: onDeadline(world, request), at: world.now, newId: world.newId }),
  };
}

function onDeadline(world: World, { terms: { onDeadline: rule }, deadline }: OpenRequest): OnDeadline {
  if (rule === 'approve' || rule === 'reject' || rule === 'expire') return { kind: rule };
  const managerOf = (id: string) => usersOf(world, { manager: 1, of: { user: id } })[0] ?? null;
  const span = rule === 'escalate' ? deadline : (rule.deadline ?? null);
  return {
    kind: 'escalate',
    to: rule === 'escalate' ? 'managers' : [...new Set(rule.escalate.flatMap((ref) => usersOf(world, ref)))],
    managerOf,
    deadline: span === null ? null : after(world, world.now, span),
  };
}

function viewOf({ id, standing, answers, diff }: SimulatedApproval, notices: ApprovalView['notices']): ApprovalView {
  const made = standing.slots.flatMap(({ decision, actedBy = '', comment, at = '' }) =>
    decision === undefined ? [] : [{ by: actedBy, decision, at, ...(comment === undefined ? {} : { comment }) }],
  );
  const comments = made.flatMap(({ comment }) => comment ?? []);
  return {
    approvalId: id,
    state: standing.state,
    round: standing.round,
    decisions: made,
    dueAt: nextDue(standing),
    notices,
    ...(comments.length === 0 ? {} : { comment: comments.join('\n') }),
    ...(answers === null ? {} : { answers }),
    ...(diff === null ? {} : { diff }),
  };
}

function after({ input }: World, since: string, duration: Duration): string {
  const { zone, calendars } = input;
  return new Date(addDuration(Date.parse(since), duration, { zone, calendars })).toISOString();
}

const failure = (code: string, message: string): Answer => ({
  kind: 'failure',
  error: { code, message, retryable: false },
});
