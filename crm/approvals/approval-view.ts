import type { Slot } from '../../domain/approvals/approval.ts';
import type { AskField } from '../../domain/approvals/ask-field.ts';
import { boundDiff } from '../../domain/approvals/binding.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { StoredApproval } from './approval-row.ts';
import type { ApprovalComment } from './comments.ts';

/** Somebody, by the name they had. */
export type NamedPerson = { readonly id: string; readonly name: string };

export type SlotView = Pick<
  Slot,
  | 'id'
  | 'approverId'
  | 'group'
  | 'ref'
  | 'state'
  | 'decision'
  | 'comment'
  | 'at'
  | 'actedBy'
  | 'movedFrom'
  | 'countsWith'
> & {
  readonly approverName: string | null;
  readonly actedByName: string | null;
  readonly candidates: readonly NamedPerson[];
};

/** An approval as lists and pages show it. */
export type ApprovalDetails = {
  readonly id: string;
  readonly kind: StoredApproval['kind'];
  readonly state: StoredApproval['standing']['state'];
  readonly title: string;
  readonly description: string | null;
  readonly recordType: string;
  readonly recordId: string;
  /** What the record is called; null where it is gone. */
  readonly recordTitle: string | null;
  readonly runId: string;
  readonly workflow: string;
  readonly stepId: string;
  readonly mode: StoredApproval['standing']['mode'];
  readonly round: number;
  readonly rounds: number | null;
  readonly escalated: boolean;
  readonly deadline: string | null;
  readonly submitter: NamedPerson | null;
  readonly lock: StoredApproval['lock'];
  readonly bound: JsonObject;
  readonly boundHash: string;
  readonly diff: JsonObject | null;
  readonly reason: string | null;
  /** The condition that named the approvers, where it was one of a table. */
  readonly because: Json;
  /** `{field: {old, new}}`: what was changed of the bound fields since the round before; null in the first. */
  readonly changed: JsonObject | null;
  readonly commentRequired: readonly string[];
  readonly fields: readonly AskField[];
  readonly answers: JsonObject | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly slots: readonly SlotView[];
  /** What was said about it beside the decisions, oldest first. */
  readonly comments: readonly ApprovalComment[];
};

/** What is told of an approval beside what it is itself. */
export type AroundApproval = {
  readonly recordTitle: string | null;
  readonly before: StoredApproval | undefined;
  readonly comments: readonly ApprovalComment[];
};

/** What others are told of an approval. */
export function viewOfApproval(
  stored: StoredApproval,
  { recordTitle, before, comments }: AroundApproval,
): ApprovalDetails {
  const { standing, terms, names, submitterId, submitterName, workflowKey } = stored;
  const { id, kind, title, description, recordType, recordId, runId, stepId, lock, bound, boundHash, diff, reason } =
    stored;
  const { state, mode, round, rounds, escalated, deadline, slots, endedAt = null } = standing;
  return {
    id,
    kind,
    state,
    title,
    description,
    recordType,
    recordId,
    recordTitle,
    runId,
    workflow: workflowKey,
    stepId,
    mode,
    round,
    rounds,
    escalated,
    deadline,
    submitter: submitterId === null ? null : { id: submitterId, name: submitterName ?? '' },
    lock,
    bound,
    boundHash,
    diff,
    reason,
    because: terms.because ?? null,
    changed: before === undefined ? null : boundDiff(before.bound, bound),
    commentRequired: terms.commentRequired,
    fields: terms.fields,
    answers: stored.answers,
    createdAt: stored.createdAt,
    endedAt,
    slots: slots.map((slot) => slotView(slot, names)),
    comments,
  };
}

function slotView(slot: Slot, names: StoredApproval['names']): SlotView {
  const { told: _, reminders: __, remindAt: ___, remindSince: ____, candidates, ...rest } = slot;
  const nameOf = (id: string | null | undefined) => (id ? (names[id] ?? null) : null);
  return {
    ...rest,
    approverName: nameOf(slot.approverId),
    actedByName: nameOf(slot.actedBy),
    candidates: candidates.map((id) => ({ id, name: names[id] ?? '' })),
  };
}
