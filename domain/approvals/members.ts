import type { UserRef } from '../steps/effect.ts';
import { type Approval, livingSlots, type Slot } from './approval.ts';

/** Whether a reference means whoever is in a group at the time: who joins it may decide, who leaves it may not any more. */
export const isGroupRef = (ref: UserRef): boolean =>
  ref.role !== undefined || ref.team !== undefined || ref.queue !== undefined;

/**
 * The approval with the members of its groups as they are now, in the slots that are not decided. `membersOf` gives who of a group can
 * decide; a group without anybody has nobody who may. The same approval when nothing changes.
 */
export function withPresentMembers(approval: Approval, membersOf: (slot: Slot) => readonly string[]): Approval {
  if (approval.state !== 'open') return approval;
  let changed = false;
  const slots = approval.slots.map((slot): Slot => {
    if (slot.ref === undefined || (slot.state !== 'open' && slot.state !== 'waiting')) return slot;
    const members = membersOf(slot);
    if (sameMembers(members, slot.candidates)) return slot;
    changed = true;
    return { ...slot, candidates: members };
  });
  return changed ? { ...approval, slots } : approval;
}

/** Whether two lists name the same people, in whatever order. */
export const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((member) => b.includes(member));

/** Slots whose people follow a group, and that nobody has decided. */
export function groupSlots(approval: Approval): readonly Slot[] {
  return livingSlots(approval).filter(
    ({ ref, state }) => ref !== undefined && (state === 'open' || state === 'waiting'),
  );
}
