import { toWall } from '../../domain/time/zone.ts';

export const dueGroups = ['overdue', 'today', 'week', 'later', 'undated'] as const;
export type DueGroup = (typeof dueGroups)[number];

const day = 86_400_000;

/** When something is due as people say it, in their zone; a week ends with Sunday. */
export function dueGroupOf(dueAt: unknown, { now, zone }: { now: number; zone: string }): DueGroup {
  const due = typeof dueAt === 'string' ? Date.parse(dueAt) : Number.NaN;
  if (Number.isNaN(due)) return 'undated';
  if (due < now) return 'overdue';
  const today = Math.floor(toWall(now, zone) / day);
  const days = Math.floor(toWall(due, zone) / day) - today;
  if (days === 0) return 'today';
  const weekday = new Date(today * day).getUTCDay() || 7;
  return days <= 7 - weekday ? 'week' : 'later';
}
