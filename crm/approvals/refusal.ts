import { AppError } from '../../domain/errors.ts';
import type { ActResult } from './act-on-approval.ts';
import type { StoredApproval } from './approval-row.ts';

type Refused = Extract<ActResult, { kind: 'refused' }>;

/** The error of a refused act; it says who decided what and when, where that is why. */
export function refusalError(refused: Refused): AppError {
  const { code, stored, slot, issues } = refused;
  if (code === 'invalid') return new AppError('invalid', { ...(issues === undefined ? {} : { issues }) });
  if (code === 'no-such-user') {
    const issue = {
      severity: 'error',
      code: 'no-such-record',
      path: '/to',
      message: 'There is no such active user.',
    } as const;
    return new AppError('invalid', { issues: [issue] });
  }
  const detail =
    code === 'slot-closed' && stored && slot ? slotStory(stored, slot.id) : stored && storyOf(stored, code);
  return new AppError(code, detail === undefined ? {} : { detail });
}

function storyOf(stored: StoredApproval, code: Refused['code']): string | undefined {
  if (code !== 'approval-ended' && code !== 'approval-voided') return undefined;
  const { standing, reason } = stored;
  const { state, endedAt = '' } = standing;
  const last = [...standing.slots].reverse().find(({ decision }) => decision !== undefined);
  if (last && state !== 'voided' && state !== 'recalled' && state !== 'expired') return slotStory(stored, last.id);
  const why = reason === null ? '' : ` (${reason})`;
  return `It is ${state}${why} since ${endedAt}.`;
}

function slotStory({ standing, names }: StoredApproval, slotId: string): string | undefined {
  const slot = standing.slots.find(({ id }) => id === slotId);
  if (!slot) return undefined;
  const { actedBy, decision, at = '', state } = slot;
  const who = actedBy === undefined ? 'the system' : (names[actedBy] ?? actedBy);
  if (decision !== undefined) return `${who} decided it at ${at}: ${decision}.`;
  if (state === 'moved') {
    const to = standing.slots.find(({ id, movedFrom }) => id === slot.countsWith || movedFrom?.slotId === slot.id);
    return `It went to ${to ? (names[to.approverId ?? ''] ?? to.group ?? 'somebody else') : 'somebody else'} at ${at}.`;
  }
  return state === 'waiting' ? 'It is not the turn of this slot yet.' : `It is ${standing.state} since ${at}.`;
}
