import { type Approval, livingSlots, type MoveReason, type Slot } from './approval.ts';
import { type Changed, type Refusal, replaceSlot, settle } from './decide.ts';

export type MoveInput = {
  readonly slotId: string;
  readonly to: string;
  readonly reason: MoveReason;
  /** User who moved it; null for the system. */
  readonly by: string | null;
  readonly comment?: string | undefined;
  /** ISO. */
  readonly at: string;
  readonly newId: () => string;
};

/** Gives an undecided slot to another person: the old one stays, as moved, and a new one takes its place and its turn. */
export function moveSlot(
  approval: Approval,
  input: MoveInput,
): Changed | Refusal | { kind: 'refused'; code: 'asked-already' } {
  if (approval.state !== 'open') return { kind: 'refused', code: 'approval-ended' };
  const slot = approval.slots.find(({ id }) => id === input.slotId);
  if (!slot) return { kind: 'refused', code: 'not-an-approver' };
  if (slot.state !== 'open' && slot.state !== 'waiting') return { kind: 'refused', code: 'slot-closed', slot };
  const { to, reason, by, at, comment, newId } = input;
  if (livingSlots(approval).some((other) => other.approverId === to)) return { kind: 'refused', code: 'asked-already' };
  const moved: Slot = {
    ...slot,
    state: 'moved',
    at,
    remindAt: null,
    ...(by === null ? {} : { actedBy: by }),
    ...(comment === undefined ? {} : { comment }),
  };
  const next: Slot = {
    id: newId(),
    approverId: to,
    group: null,
    candidates: [to],
    state: slot.state,
    movedFrom: { slotId: slot.id, reason, by },
    told: [],
    reminders: 0,
    remindAt: null,
  };
  const slots = approval.slots.flatMap((item) => (item.id === slot.id ? [moved, next] : [item]));
  return { kind: 'changed', approval: { ...approval, slots } };
}

/**
 * Lets an undecided slot count with the one of somebody who is asked already and stands in now: one person answers once. Refused where
 * too few would be left to agree.
 */
export function countWith(
  approval: Approval,
  { slotId, person, at }: { readonly slotId: string; readonly person: string; readonly at: string },
): Changed | { kind: 'refused'; code: 'quorum-too-large' } {
  const living = livingSlots(approval);
  const slot = living.find(({ id }) => id === slotId);
  const other = living.find(({ id, approverId }) => id !== slotId && approverId === person);
  const { mode } = approval;
  if (!slot || !other || (typeof mode === 'object' && living.length - 1 < mode.quorum))
    return { kind: 'refused', code: 'quorum-too-large' };
  const moved: Slot = { ...slot, state: 'moved', at, remindAt: null, countsWith: other.id };
  return { kind: 'changed', approval: settle(replaceSlot(approval, moved), at) };
}
