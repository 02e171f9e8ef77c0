import type {
  Approval,
  ApprovalMode,
  ApprovalState,
  Decision,
  MoveReason,
  Slot,
} from '../../domain/approvals/approval.ts';
import type { ApprovalTerms, RecordLock } from '../../domain/approvals/request.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { UserRef } from '../../domain/steps/effect.ts';
import type { Duration } from '../../domain/time/duration.ts';

/** What a deadline was counted from, in the time of these people: the last of them. */
export type DeadlinePlan = {
  readonly since: string;
  readonly duration: Duration;
  readonly userIds: readonly string[];
};

/** An approval as its rows hold it: what it is about, and how it stands. */
export type StoredApproval = {
  readonly id: string;
  readonly kind: 'approval' | 'ask';
  readonly title: string;
  readonly description: string | null;
  readonly workflowKey: string;
  readonly runId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly positionId: string;
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly terms: ApprovalTerms;
  /** Null without a deadline, and where that is no duration of somebody's own. */
  readonly deadlinePlan: DeadlinePlan | null;
  readonly submitterId: string | null;
  readonly submitterName: string | null;
  readonly lock: RecordLock;
  readonly bind: readonly string[];
  readonly bound: JsonObject;
  readonly boundHash: string;
  readonly diff: JsonObject | null;
  readonly reason: string | null;
  readonly answers: JsonObject | null;
  readonly createdAt: string;
  readonly standing: Approval;
  /** Names of everybody in it, by id, as they were. */
  readonly names: Readonly<Record<string, string>>;
};

type ApprovalColumns = Omit<StoredApproval, 'createdAt' | 'standing' | 'names'> & {
  state: ApprovalState;
  mode: ApprovalMode;
  round: number;
  rounds: number | null;
  deadline: Date | null;
  escalated: boolean;
  createdAt: Date;
  endedAt: Date | null;
};

type SlotColumns = {
  id: string;
  approvalId: string;
  approverId: string | null;
  group: string | null;
  candidates: string[];
  names: Record<string, string>;
  state: Slot['state'];
  ref: UserRef | null;
  movedFrom: { slotId: string; reason: MoveReason; by: string | null } | null;
  countsWith: string | null;
  decision: Decision | null;
  comment: string | null;
  actedBy: string | null;
  at: Date | null;
  told: string[];
  reminders: number;
  remindAt: Date | null;
  remindSince: Date | null;
};

export const approvalColumns = `a.id, a.kind, a.state, a.title, a.description, a."workflowKey", a."runId", a."stepId", a.visit, a."positionId",
  a."recordType", a."recordId", a.mode, a.round, a.rounds, a.deadline, a."deadlinePlan", a.escalated, a.terms, a."submitterId", a."submitterName", a.lock,
  a.bind, a.bound, a."boundHash", a.diff, a.reason, a.answers, a."createdAt", a."endedAt"`;

export const slotColumns = `s.id, s."approvalId", s."approverId", s."group", s.candidates, s.ref, s.names, s.state, s."movedFrom", s."countsWith", s.decision, s.comment,
  s."actedBy", s.at, s.told, s.reminders, s."remindAt", s."remindSince"`;

const iso = (date: Date | null) => (date === null ? null : date.toISOString());

/** Rows to the approval they hold; `slots` in their order. */
export function approvalOf(row: object, slots: readonly object[]): StoredApproval {
  // The columns that the two lists above name.
  const columns = row as ApprovalColumns;
  const own = slots as readonly SlotColumns[];
  const { state, mode, round, rounds, deadline, escalated, createdAt, endedAt, ...about } = columns;
  return {
    ...about,
    createdAt: createdAt.toISOString(),
    names: Object.assign({}, ...own.map(({ names }) => names)),
    standing: {
      state,
      mode,
      round,
      rounds,
      escalated,
      deadline: iso(deadline),
      slots: own.map(slotOf),
      ...(endedAt === null ? {} : { endedAt: endedAt.toISOString() }),
    },
  };
}

function slotOf(row: SlotColumns): Slot {
  const { id, approverId, group, candidates, state, movedFrom, decision, comment, actedBy, at, told, reminders } = row;
  const { ref, countsWith, remindSince } = row;
  return {
    id,
    approverId,
    group,
    candidates,
    state,
    told,
    reminders,
    remindAt: iso(row.remindAt),
    ...(ref === null ? {} : { ref }),
    ...(movedFrom === null ? {} : { movedFrom }),
    ...(countsWith === null ? {} : { countsWith }),
    ...(remindSince === null ? {} : { remindSince: remindSince.toISOString() }),
    ...(decision === null ? {} : { decision }),
    ...(comment === null ? {} : { comment }),
    ...(actedBy === null ? {} : { actedBy }),
    ...(at === null ? {} : { at: at.toISOString() }),
  };
}
