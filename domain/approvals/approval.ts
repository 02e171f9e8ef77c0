import { z } from 'zod';
import type { UserRef } from '../steps/effect.ts';

export const approvalStates = ['open', 'approved', 'rejected', 'rework', 'expired', 'voided', 'recalled'] as const;
export type ApprovalState = (typeof approvalStates)[number];

export const decisions = ['approve', 'reject', 'rework'] as const;
export type Decision = (typeof decisions)[number];

/** How many have to agree: one, everybody, so many, or everybody one after the other. */
export const approvalModeSchema = z.union(
  [z.enum(['any', 'all', 'sequential']), z.strictObject({ quorum: z.int().min(1).max(100) })],
  { error: 'a mode is "any", "all", "sequential" or {"quorum": number}' },
);
export type ApprovalMode = z.infer<typeof approvalModeSchema>;

/**
 * `waiting` has not had its turn yet (sequential), `open` can be decided, `decided` was, `moved` went to another slot, `closed` is
 * not needed any more.
 */
export type SlotState = 'waiting' | 'open' | 'decided' | 'moved' | 'closed';

/** Why a slot went to somebody else. */
export type MoveReason = 'absence' | 'delegated' | 'reassigned' | 'left' | 'escalated' | 'self';

/** One answer that is asked for. Slots are never changed into another person's: they move, and both stay. */
export type Slot = {
  readonly id: string;
  /** The person asked; null where any one of a role, team or queue is. */
  readonly approverId: string | null;
  /** What was asked for, in words of the definition: `role: manager`; null for a person. */
  readonly group: string | null;
  /** Users who may decide it: the person, or the members of the group as they are. */
  readonly candidates: readonly string[];
  /** The role, team or queue whose present members these are. */
  readonly ref?: UserRef;
  readonly state: SlotState;
  readonly movedFrom?: { readonly slotId: string; readonly reason: MoveReason; readonly by: string | null };
  /** Of a moved slot without one of its own to follow: the slot of whoever stands in, who was asked already. */
  readonly countsWith?: string;
  readonly decision?: Decision;
  readonly comment?: string;
  readonly actedBy?: string;
  /** When it was decided, moved or closed; ISO. */
  readonly at?: string;
  /** People who have been told that they are asked. */
  readonly told: readonly string[];
  /** Reminders sent so far, and when the next is due; ISO. */
  readonly reminders: number;
  readonly remindAt: string | null;
  /** When the time until then began; ISO. */
  readonly remindSince?: string;
};

/** What one approval is, whatever step or page asks for it. Times are ISO. */
export type Approval = {
  readonly state: ApprovalState;
  readonly mode: ApprovalMode;
  readonly slots: readonly Slot[];
  /** Which round of the step it is, from 1. */
  readonly round: number;
  /** Rounds there may be; in the last one nobody can send it back. Null: as many as it takes. */
  readonly rounds: number | null;
  readonly deadline: string | null;
  /** Whether the deadline has brought in somebody else already. */
  readonly escalated: boolean;
  readonly endedAt?: string;
};

/** Slots that count: those that moved count as the one they moved to. */
export function livingSlots({ slots }: Pick<Approval, 'slots'>): readonly Slot[] {
  return slots.filter(({ state }) => state !== 'moved');
}

/** Slots that somebody can decide now. */
export function openSlots({ slots }: Pick<Approval, 'slots'>): readonly Slot[] {
  return slots.filter(({ state }) => state === 'open');
}
