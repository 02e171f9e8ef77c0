import { DateTime } from 'luxon';
import type { Absence } from '../api/approval-answers.ts';

/** An absence as it is typed; times as a clock on the wall of the user's zone shows them. */
export type AbsenceDraft = {
  readonly userId: string;
  readonly substituteId: string;
  readonly from: string;
  readonly until: string;
  readonly note: string;
};

const clock = "yyyy-MM-dd'T'HH:mm";

/** What is stored, or a week from the next day on. */
export function draftOfAbsence(
  absence: Absence | null,
  { me, zone, now }: { readonly me: string; readonly zone: string; readonly now: number },
): AbsenceDraft {
  const local = (iso: string) => DateTime.fromISO(iso, { zone }).toFormat(clock);
  const tomorrow = DateTime.fromMillis(now, { zone }).plus({ days: 1 }).startOf('day');
  return {
    userId: absence?.userId ?? me,
    substituteId: absence?.substituteId ?? '',
    from: absence ? local(absence.from) : tomorrow.toFormat(clock),
    until: absence ? local(absence.until) : tomorrow.plus({ days: 7 }).toFormat(clock),
    note: absence?.note ?? '',
  };
}

/** What the API takes; a time that is none is left empty. */
export function bodyOfAbsence({ userId, substituteId, from, until, note }: AbsenceDraft, zone: string) {
  const instant = (local: string) => DateTime.fromISO(local, { zone }).toUTC().toISO() ?? '';
  return {
    userId,
    substituteId: substituteId || null,
    from: instant(from),
    until: instant(until),
    note: note.trim() || null,
  };
}

export function isComplete(draft: AbsenceDraft, zone: string): boolean {
  const { from, until } = bodyOfAbsence(draft, zone);
  return draft.userId !== '' && from !== '' && until !== '';
}
