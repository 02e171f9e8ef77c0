import type { ApprovalMode, ApprovalState, Decision, MoveReason, SlotState } from '../../domain/approvals/approval.ts';
import type { AskField } from '../../domain/approvals/ask-field.ts';
import type { RecordLock } from '../../domain/approvals/request.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

export type NamedPerson = { readonly id: string; readonly name: string };

/** One answer that is asked for. */
export type ApprovalSlot = {
  readonly id: string;
  readonly approverId: string | null;
  readonly approverName: string | null;
  readonly group: string | null;
  readonly ref?: JsonObject;
  readonly candidates: readonly NamedPerson[];
  readonly state: SlotState;
  readonly movedFrom?: { readonly slotId: string; readonly reason: MoveReason; readonly by: string | null };
  readonly countsWith?: string;
  readonly decision?: Decision;
  readonly comment?: string;
  readonly actedBy?: string;
  readonly actedByName: string | null;
  readonly at?: string;
};

export type ApprovalComment = {
  readonly id: string;
  readonly by: NamedPerson;
  readonly text: string;
  readonly at: string;
};

/** `{field: {old, new}}`. */
export type FieldDiff = Readonly<Record<string, { readonly old?: unknown; readonly new?: unknown }>>;

export type Approval = {
  readonly id: string;
  readonly kind: 'approval' | 'ask';
  readonly state: ApprovalState;
  readonly title: string;
  readonly description: string | null;
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly recordTitle: string | null;
  readonly runId: string;
  readonly workflow: string;
  readonly stepId: string;
  readonly mode: ApprovalMode;
  readonly round: number;
  readonly rounds: number | null;
  readonly escalated: boolean;
  readonly deadline: string | null;
  readonly submitter: NamedPerson | null;
  readonly lock: RecordLock;
  readonly bound: JsonObject;
  readonly diff: FieldDiff | null;
  readonly reason: string | null;
  readonly because: unknown;
  readonly changed: FieldDiff | null;
  readonly commentRequired: readonly Decision[];
  readonly fields: readonly AskField[];
  readonly answers: JsonObject | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly slots: readonly ApprovalSlot[];
  /** What was said beside the decisions, oldest first. */
  readonly comments: readonly ApprovalComment[];
};

/** In the single answer. */
export type ApprovalPageAnswer = Approval & {
  readonly earlier: readonly Approval[];
  readonly may: {
    readonly decide: boolean;
    readonly decideForOthers: boolean;
    readonly reassign: boolean;
    readonly recall: boolean;
  };
};

export type BatchResult =
  | { readonly id: string; readonly kind: 'done'; readonly state: ApprovalState }
  | { readonly id: string; readonly kind: 'refused'; readonly code: string; readonly detail: string };

/** Somebody is away, and who stands in. */
export type Absence = {
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly substituteId: string | null;
  readonly substituteName: string | null;
  readonly standIn: NamedPerson | null;
  readonly from: string;
  readonly until: string;
  readonly note: string | null;
  readonly state: 'planned' | 'running' | 'over';
};

/** What an absence would do. */
export type AbsencePreview = {
  readonly approvals: number;
  readonly tasks: number;
  readonly standIn: NamedPerson | null;
  readonly chain: readonly NamedPerson[];
  readonly warning: 'substitute-away' | 'circle' | 'chain-too-long' | 'nobody' | null;
};
