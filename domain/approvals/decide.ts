import { type Approval, type ApprovalState, type Decision, openSlots, type Slot } from './approval.ts';
import { outcomeOf } from './outcome.ts';

export type DecideInput = {
  /** User who decides. */
  readonly by: string;
  readonly decision: Decision;
  readonly comment?: string | undefined;
  /** ISO. */
  readonly at: string;
  /** Which slot, where a link or a page names one. */
  readonly slotId?: string | undefined;
};

export type Refusal =
  /** Somebody has decided already, or it ended otherwise. */
  | { readonly kind: 'refused'; readonly code: 'approval-ended' }
  | { readonly kind: 'refused'; readonly code: 'slot-closed'; readonly slot: Slot }
  | { readonly kind: 'refused'; readonly code: 'not-an-approver' }
  /** It is the last round: approve or reject. */
  | { readonly kind: 'refused'; readonly code: 'no-round-left' };

export type Changed = { readonly kind: 'changed'; readonly approval: Approval };

/** One person's decision. The first that makes the result certain ends the approval; the other slots close. */
export function decide(approval: Approval, input: DecideInput): Changed | Refusal {
  if (approval.state !== 'open') return { kind: 'refused', code: 'approval-ended' };
  const slot = slotFor(approval, input);
  if ('kind' in slot) return slot;
  if (input.decision === 'rework' && approval.rounds !== null && approval.round >= approval.rounds)
    return { kind: 'refused', code: 'no-round-left' };
  const { by, decision, comment, at } = input;
  const decided: Slot = {
    ...slot,
    state: 'decided',
    decision,
    actedBy: by,
    at,
    remindAt: null,
    ...(comment === undefined ? {} : { comment }),
  };
  return { kind: 'changed', approval: settle(replaceSlot(approval, decided), at) };
}

function slotFor(approval: Approval, { by, slotId }: DecideInput): Slot | Refusal {
  const named = slotId === undefined ? undefined : approval.slots.find(({ id }) => id === slotId);
  if (slotId !== undefined && !named) return { kind: 'refused', code: 'not-an-approver' };
  if (named && named.state !== 'open') return { kind: 'refused', code: 'slot-closed', slot: named };
  const open = (named ? [named] : openSlots(approval)).filter(({ candidates }) => candidates.includes(by));
  const own = open.find(({ approverId }) => approverId === by) ?? open[0];
  if (own) return own;
  const before = approval.slots.find((slot) => slot.actedBy === by && slot.state === 'decided');
  return before ? { kind: 'refused', code: 'slot-closed', slot: before } : { kind: 'refused', code: 'not-an-approver' };
}

/** The approval with a slot in its place. */
export function replaceSlot(approval: Approval, slot: Slot): Approval {
  return { ...approval, slots: approval.slots.map((item) => (item.id === slot.id ? slot : item)) };
}

/** Ends the approval when its result is certain, else gives the next of a sequence its turn. */
export function settle(approval: Approval, at: string): Approval {
  const outcome = outcomeOf(approval);
  return outcome === null ? openNext(approval) : endApproval(approval, outcome, at);
}

/** Ends an open approval: whoever was still asked is not any more. */
export function endApproval(approval: Approval, state: ApprovalState, at: string): Approval {
  const slots = approval.slots.map(
    (slot): Slot =>
      slot.state === 'open' || slot.state === 'waiting' ? { ...slot, state: 'closed', at, remindAt: null } : slot,
  );
  return { ...approval, state, slots, endedAt: at };
}

function openNext(approval: Approval): Approval {
  if (approval.mode !== 'sequential' || openSlots(approval).length > 0) return approval;
  const next = approval.slots.find(({ state }) => state === 'waiting');
  return next ? replaceSlot(approval, { ...next, state: 'open' }) : approval;
}
