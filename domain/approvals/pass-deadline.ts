import { type Approval, livingSlots, type Slot } from './approval.ts';
import { endApproval, settle } from './decide.ts';

/** What happens when nobody has decided in time. */
export type OnDeadline =
  | { readonly kind: 'expire' }
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject' }
  /** Each open slot goes to its approver's manager, or all of them to these people; once, with a deadline of its own. */
  | {
      readonly kind: 'escalate';
      readonly to: readonly string[] | 'managers';
      readonly managerOf: (userId: string) => string | null;
      /** ISO; null for none. */
      readonly deadline: string | null;
    };

/**
 * An open approval whose deadline has passed. A second deadline, after an escalation, always expires it. Where there is nobody to
 * escalate to, or too few are for the quorum, it stays open without a deadline, for `isStuck` to be told of: silence is no answer.
 */
export function passDeadline(
  approval: Approval,
  { on, at, newId }: { on: OnDeadline; at: string; newId: () => string },
): Approval {
  if (approval.state !== 'open') return approval;
  if (on.kind === 'approve') return endApproval(approval, 'approved', at);
  if (on.kind === 'reject') return endApproval(approval, 'rejected', at);
  if (on.kind === 'expire' || approval.escalated) return endApproval(approval, 'expired', at);
  const escalated =
    on.to === 'managers' ? toManagers(approval, on.managerOf, { at, newId }) : toPeople(approval, on.to, { at, newId });
  if (escalated === approval.slots) return { ...approval, deadline: null };
  return settle({ ...approval, slots: escalated, escalated: true, deadline: on.deadline }, at);
}

/** Whether the passing of the deadline found nobody, or too few, to escalate to. */
export const isStuck = (before: Approval, after: Approval): boolean =>
  before.deadline !== null && after.state === 'open' && !after.escalated && after.deadline === null;

type At = { readonly at: string; readonly newId: () => string };

const isUndecided = ({ state }: Slot) => state === 'open' || state === 'waiting';

function toManagers(approval: Approval, managerOf: (userId: string) => string | null, at: At): readonly Slot[] {
  const asked = new Set(livingSlots(approval).flatMap(({ approverId }) => approverId ?? []));
  let changed = false;
  const slots = approval.slots.flatMap((slot) => {
    const manager = isUndecided(slot) ? managerFor(slot, managerOf) : null;
    if (manager === null || asked.has(manager)) return [slot];
    changed = true;
    asked.add(manager);
    return [moved(slot, at), escalatedTo(manager, slot, at)];
  });
  return changed ? slots : approval.slots;
}

const managerFor = (slot: Slot, managerOf: (userId: string) => string | null): string | null =>
  slot.candidates.map(managerOf).find((manager) => manager !== null && !slot.candidates.includes(manager)) ?? null;

/** Undecided slots give way to one for each of these people, who have not been asked yet. */
function toPeople(approval: Approval, people: readonly string[], at: At): readonly Slot[] {
  const asked = new Set(livingSlots(approval).flatMap(({ approverId }) => approverId ?? []));
  const fresh = [...new Set(people)].filter((person) => !asked.has(person));
  const first = approval.slots.find(isUndecided);
  if (fresh.length === 0 || !first || tooFew(approval, fresh.length)) return approval.slots;
  const before = approval.slots.map((slot) => (isUndecided(slot) ? moved(slot, at) : slot));
  const next = fresh.map((person, index): Slot => {
    const waits = approval.mode === 'sequential' && index > 0;
    return { ...escalatedTo(person, first, at), state: waits ? 'waiting' : 'open' };
  });
  return [...before, ...next];
}

/** Whether a quorum could not be reached any more with so many people instead of those who have not decided. */
function tooFew(approval: Approval, fresh: number): boolean {
  const agreed = livingSlots(approval).filter(({ decision }) => decision === 'approve').length;
  return typeof approval.mode === 'object' && agreed + fresh < approval.mode.quorum;
}

const moved = (slot: Slot, { at }: At): Slot => ({ ...slot, state: 'moved', at, remindAt: null });

const escalatedTo = (person: string, from: Slot, { newId }: At): Slot => ({
  id: newId(),
  approverId: person,
  group: null,
  candidates: [person],
  state: from.state,
  movedFrom: { slotId: from.id, reason: 'escalated', by: null },
  told: [],
  reminders: 0,
  remindAt: null,
});
