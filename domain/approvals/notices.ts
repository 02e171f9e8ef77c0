import { type Approval, openSlots, type Slot } from './approval.ts';
import { replaceSlot } from './decide.ts';

/** Somebody to write to: that they are asked, or that they still are. */
export type Notice = { readonly slotId: string; readonly userId: string; readonly kind: 'request' | 'reminder' };

/** When the n-th reminder (from 1) of a person is due after `since`, ISO; null when there is none. */
export type RemindAt = (input: { userId: string; since: string; number: number }) => string | null;

/**
 * Whom to write to by `now`: people of open slots who have not been told, and reminders that are due. The approval comes back with
 * these noted, so that asking again gives nothing twice.
 */
export function takeNotices(
  approval: Approval,
  { now, remindAt }: { now: string; remindAt: RemindAt },
): { readonly approval: Approval; readonly notices: readonly Notice[] } {
  if (approval.state !== 'open') return { approval, notices: [] };
  const notices: Notice[] = [];
  let result = approval;
  for (const slot of openSlots(approval)) {
    const fresh = slot.candidates.filter((userId) => !slot.told.includes(userId));
    notices.push(...fresh.map((userId): Notice => ({ slotId: slot.id, userId, kind: 'request' })));
    const due = slot.remindAt !== null && slot.remindAt <= now;
    if (due) notices.push(...slot.candidates.map((userId): Notice => ({ slotId: slot.id, userId, kind: 'reminder' })));
    if (fresh.length > 0 || due) result = replaceSlot(result, noted(slot, { now, remindAt, due }));
  }
  return { approval: result, notices };
}

function noted(slot: Slot, { now, remindAt, due }: { now: string; remindAt: RemindAt; due: boolean }): Slot {
  const [first] = slot.candidates;
  const reminders = slot.reminders + (due ? 1 : 0);
  const next = first === undefined ? null : remindAt({ userId: first, since: now, number: reminders + 1 });
  const told = [...new Set([...slot.told, ...slot.candidates])];
  if (!due && slot.remindAt !== null) return { ...slot, told, reminders };
  return { ...slot, told, reminders, remindAt: next, ...(next === null ? {} : { remindSince: now }) };
}

/** When something is to be done without anybody deciding: a reminder or the deadline; ISO, null when nothing is. */
export function nextDue(approval: Approval): string | null {
  if (approval.state !== 'open') return null;
  const times = [approval.deadline, ...openSlots(approval).map(({ remindAt }) => remindAt)];
  return times.filter((at) => at !== null).sort()[0] ?? null;
}
