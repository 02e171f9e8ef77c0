import type { TFunction } from 'i18next';
import type { Absence, Approval, ApprovalSlot } from '../api/approval-answers.ts';
import { userText } from '../i18n/user-text.ts';

type Telling = {
  readonly t: TFunction;
  readonly userName: (id: string) => string;
  /** "Friday, 27 November". */
  readonly sayDay: (iso: string) => string;
  readonly absences: readonly Absence[];
};

/** Who is asked by a slot: a person by the name they had, or a group. */
export function slotName(slot: ApprovalSlot, { t, userName }: Pick<Telling, 't' | 'userName'>): string {
  if (slot.approverName) return slot.approverName;
  if (slot.approverId) return userName(slot.approverId);
  return userText(slot.ref, { t, userName }) ?? slot.group ?? t('approvals.somebody');
}

/** In whose place a slot is asked: "for Ann, who is away until Friday". Null for who was asked from the beginning. */
export function slotOrigin(slot: ApprovalSlot, slots: readonly ApprovalSlot[], telling: Telling): string | null {
  const { t, userName, sayDay, absences } = telling;
  const sentence = (from: ApprovalSlot, reason: string, by: string | null) => {
    const away = absences.find(({ userId, state }) => userId === from.approverId && state === 'running');
    const params = { name: slotName(from, telling), by: by === null ? '' : userName(by) };
    return reason === 'absence' && away
      ? t('approvals.from.absenceUntil', { ...params, day: sayDay(away.until) })
      : t(`approvals.from.${reason}`, params);
  };
  const { movedFrom } = slot;
  const before = slots.find(({ id }) => id === movedFrom?.slotId);
  const counted = slots.filter(({ countsWith }) => countsWith === slot.id);
  const said = [
    ...(movedFrom && before ? [sentence(before, movedFrom.reason, movedFrom.by)] : []),
    ...counted.map((from) => sentence(from, 'absence', null)),
  ];
  return said.length === 0 ? null : said.join(' · ');
}

/** Why it ended where nobody decided: what somebody said, or by its code what became of the run. */
export const sayReason = (reason: string, t: TFunction): string =>
  t(`approvals.why.${reason}`, { said: reason, defaultValue: '{{said}}' });

/** The slot that a user can decide now; their own before one of a group. */
export function slotOf({ slots }: Pick<Approval, 'slots'>, userId: string): ApprovalSlot | undefined {
  const open = slots.filter(({ state, candidates }) => state === 'open' && candidates.some(({ id }) => id === userId));
  return open.find(({ approverId }) => approverId === userId) ?? open[0];
}

/** The decision that ended it, or the last one made; undefined where nobody decided. */
export function lastDecision({ slots }: Pick<Approval, 'slots'>): ApprovalSlot | undefined {
  return slots
    .filter(({ decision }) => decision !== undefined)
    .sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''))
    .at(-1);
}
