import { type Approval, openSlots } from '../../domain/approvals/approval.ts';
import { nextDue, takeNotices } from '../../domain/approvals/notices.ts';
import { isStuck, type OnDeadline, passDeadline } from '../../domain/approvals/pass-deadline.ts';
import type { ApprovalOutcome, ApprovalView } from '../../domain/approvals/request.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Duration } from '../../domain/time/duration.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { announceApproval, endHappenings } from './announce-approval.ts';
import type { DeadlinePlan, StoredApproval } from './approval-row.ts';
import type { Opening } from './open-approval.ts';
import { askedPeople } from './people.ts';
import { afterForPeople, afterForPerson } from './personal-time.ts';
import { followMembers } from './present-members.ts';
import { readApprovals, saveApproval } from './store.ts';
import { tellStuck } from './stuck-deadlines.ts';
import { voidedBy } from './void-changed.ts';

/**
 * How an approval stands at a time, its deadline passed if that is over, and whom to write to: those are noted as told with this
 * transaction. The caller holds the run's lock.
 */
export async function lookAt(
  tx: Tx,
  stored: StoredApproval,
  { record, ...opening }: Opening & { readonly record: JsonObject | null },
): Promise<ApprovalView> {
  const at = opening.now.toISOString();
  const present = await followMembers(tx, stored, opening.people);
  const passed = await pastDeadline(tx, present, { record, ...opening });
  const { approval, notices } = takeNotices(passed.standing, {
    now: at,
    remindAt: ({ userId, since, number }) => {
      const { remind } = stored.terms;
      if (remind === null || number > remind.max) return null;
      return afterForPerson(since, remind.every, { userId, ...opening });
    },
  });
  const after = { ...passed, standing: approval };
  if (approval !== stored.standing) await saveApproval(tx, after);
  if (passed !== stored) await announceApproval(tx, after, happeningsOf(stored, after), opening);
  const [saved] = await readApprovals(tx, [stored.id]);
  return { ...outcomeOfStored(saved ?? after), dueAt: nextDue(approval), notices };
}

/** The approval as a visit that waits sees it, without doing anything: whether it is to be looked at. */
export function hasNews({ standing }: StoredApproval, now: string): boolean {
  const due = nextDue(standing);
  if (standing.state !== 'open' || (due !== null && due <= now)) return true;
  return openSlots(standing).some(({ candidates, told }) => candidates.some((user) => !told.includes(user)));
}

/** What was changed before is void and not decided by the deadline, as by a person: also where that is not dispatched yet. */
async function pastDeadline(
  tx: Tx,
  stored: StoredApproval,
  looking: Opening & { readonly record: JsonObject | null },
): Promise<StoredApproval> {
  const { standing } = stored;
  const at = looking.now.toISOString();
  if (standing.state !== 'open' || standing.deadline === null || standing.deadline > at) return stored;
  const voided = await voidedBy(tx, stored, looking.now);
  if (voided) return voided;
  const { deadlinePlan, ...on } = await onDeadline(tx, stored, looking);
  const after = passDeadline(standing, { on, at, newId });
  if (isStuck(standing, after)) await tellStuck(tx, stored);
  return { ...stored, deadlinePlan: isStuck(standing, after) ? null : deadlinePlan, standing: after };
}

async function onDeadline(
  tx: Tx,
  { terms: { onDeadline: rule, selfApproval }, standing, deadlinePlan: plan, submitterId }: StoredApproval,
  { record, people, company, now }: Opening & { readonly record: JsonObject | null },
): Promise<OnDeadline & { readonly deadlinePlan: DeadlinePlan | null }> {
  if (rule === 'approve' || rule === 'reject' || rule === 'expire') return { kind: rule, deadlinePlan: null };
  const since = now.toISOString();
  /** Who acts for somebody; never who submitted it, unless they may. */
  const present = (userId: string | null) => {
    const found = userId === null ? null : people.standIn(userId);
    return found === submitterId && !selfApproval ? null : found;
  };
  const managerOf = (userId: string) => present(people.managerOf(userId));
  const planned = (duration: Duration | undefined, userIds: readonly string[]) => {
    if (duration === undefined) return { deadlinePlan: null, deadline: null };
    return {
      deadlinePlan: { since, duration, userIds },
      deadline: afterForPeople(since, duration, { userIds, people, company }),
    };
  };
  if (rule === 'escalate') {
    // Managers have as long as the approvers had, as they themselves count it.
    const asked = openSlots(standing).flatMap(({ candidates }) => candidates.map((user) => managerOf(user) ?? user));
    return { kind: 'escalate', to: 'managers', managerOf, ...planned(plan?.duration, [...new Set(asked)]) };
  }
  const named = (await askedPeople(tx, rule.escalate, record)).flatMap(({ users }) => users);
  const to = [...new Set(named.flatMap((user) => present(user) ?? []))];
  return { kind: 'escalate', to, managerOf, ...planned(rule.deadline, to) };
}

function happeningsOf(before: StoredApproval, after: StoredApproval) {
  const escalated = after.standing.escalated && !before.standing.escalated;
  return [...(escalated ? [{ what: 'escalated' as const }] : []), ...endHappenings(after)];
}

/** What was decided, for the run and for whoever reads it. */
export function outcomeOfStored({ id, standing, names, answers, diff }: StoredApproval): ApprovalOutcome {
  const decisions = decisionsOf(standing, names);
  const comments = decisions.flatMap(({ comment }) => comment ?? []);
  return {
    approvalId: id,
    state: standing.state,
    round: standing.round,
    decisions,
    ...(comments.length === 0 ? {} : { comment: comments.join('\n') }),
    ...(answers === null ? {} : { answers }),
    ...(diff === null ? {} : { diff }),
  };
}

function decisionsOf({ slots }: Approval, names: StoredApproval['names']): ApprovalOutcome['decisions'] {
  return slots.flatMap(({ decision, actedBy = '', comment, at = '' }) =>
    decision === undefined
      ? []
      : [{ by: names[actedBy] ?? '', decision, at, ...(comment === undefined ? {} : { comment }) }],
  );
}
