import { type Approval, type ApprovalState, livingSlots, type Slot } from './approval.ts';

/** How an approval ends by the decisions so far; null while it is open. It ends as soon as the result is certain. */
export function outcomeOf(approval: Pick<Approval, 'mode' | 'slots'>): ApprovalState | null {
  const slots = livingSlots(approval);
  if (slots.some(({ decision }) => decision === 'rework')) return 'rework';
  const agreed = count(slots, 'approve');
  const refused = count(slots, 'reject');
  const { mode } = approval;
  if (typeof mode === 'object') {
    if (agreed >= mode.quorum) return 'approved';
    return slots.length - refused < mode.quorum ? 'rejected' : null;
  }
  if (refused > 0) return 'rejected';
  if (mode === 'any') return agreed > 0 ? 'approved' : null;
  return agreed === slots.length ? 'approved' : null;
}

const count = (slots: readonly Slot[], wanted: Slot['decision']) =>
  slots.filter(({ decision }) => decision === wanted).length;
