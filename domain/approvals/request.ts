import type { JsonObject } from '../json.ts';
import type { Rule, UserRef } from '../steps/effect.ts';
import type { Duration } from '../time/duration.ts';
import type { ApprovalMode, ApprovalState, Decision } from './approval.ts';
import type { AskField } from './ask-field.ts';
import type { Notice } from './notices.ts';

/** What happens when nobody has decided by the deadline, as a step says it. */
export type DeadlineRule =
  | 'expire'
  | 'approve'
  | 'reject'
  | 'escalate'
  | { readonly escalate: readonly UserRef[]; readonly deadline?: Duration | undefined };

/** What a step says beyond who decides; kept with the approval. */
export type ApprovalTerms = {
  readonly remind: { readonly every: Duration; readonly max: number } | null;
  readonly onDeadline: DeadlineRule;
  /** Decisions that need a comment. */
  readonly commentRequired: readonly Decision[];
  /** Key of the template of its mails; null for the built-in one. */
  readonly template: string | null;
  /** What an ask wants to know; empty for an approval. */
  readonly fields: readonly AskField[];
  /** Whether who submitted it may decide. Absent in approvals that were opened before this was kept: no. */
  readonly selfApproval?: boolean;
  /** The condition of the row that named the approvers: what is unusual about it. */
  readonly because?: Rule | undefined;
};

/** What may not be changed of the record by others than the run while an approval of it is open. */
export const recordLocks = ['none', 'fields', 'all'] as const;
export type RecordLock = (typeof recordLocks)[number];

export type OpenRequest = {
  readonly op: 'open';
  readonly asks: 'approval' | 'ask';
  readonly title: string;
  readonly description: string | null;
  /** One entry is one slot; `contact` is the person of the record. */
  readonly approvers: readonly UserRef[] | 'contact';
  readonly mode: ApprovalMode;
  readonly rounds: number | null;
  readonly deadline: Duration | null;
  readonly bind: readonly string[];
  readonly lock: RecordLock;
  readonly terms: ApprovalTerms;
};

/** Asks people, or looks at how it stands: what is due by then is done first. Asked again, the same visit has the same approval. */
export type ApprovalRequest = OpenRequest | { readonly op: 'look'; readonly approvalId: string };

/** What was decided, for rules and texts of later steps. */
export type ApprovalOutcome = {
  readonly approvalId: string;
  readonly state: ApprovalState;
  readonly round: number;
  /** Who decided what, in order, by name. */
  readonly decisions: readonly {
    readonly by: string;
    readonly decision: Decision;
    readonly comment?: string;
    readonly at: string;
  }[];
  /** Comments of the decisions, one a line. */
  readonly comment?: string;
  /** Of an ask. */
  readonly answers?: JsonObject;
  /** What voided it. */
  readonly diff?: JsonObject;
};

export type ApprovalView = ApprovalOutcome & {
  /** When it is to be looked at again though nobody acts, ISO. */
  readonly dueAt: string | null;
  /** Whom to write to now; asking again gives nothing twice. */
  readonly notices: readonly Notice[];
};

/** The part of a message that asks somebody: each reader gets a link of their own for the slot. */
export type ApprovalNotice = {
  readonly approvalId: string;
  /** Reader → slot. */
  readonly slots: Readonly<Record<string, string>>;
  readonly reminder: boolean;
};
