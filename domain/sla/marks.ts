import type { Calendar } from '../time/calendar.ts';
import { type Clock, consumedAt, reachedAt } from './clock.ts';

/** A point of a clock at which something is done: so much working time (ms), or a share of the target. */
export type Mark = { readonly id: string; readonly amount: number } | { readonly id: string; readonly percent: number };

/** The mark of the target itself. */
export const targetMark = { id: 'target', percent: 100 } as const satisfies Mark;

/** Working time (whole ms) at which a mark stands. */
export function amountOf(mark: Mark, clock: Clock): number {
  return 'amount' in mark ? mark.amount : Math.ceil((clock.target * mark.percent) / 100);
}

/** Marks that a clock has come to by `at` and that have not been passed before, in the order in which they stand on the clock. */
export function marksReached(
  clock: Clock,
  { marks, passed, at }: { marks: readonly Mark[]; passed: readonly string[]; at: number },
  calendar: Calendar,
): readonly Mark[] {
  const consumed = consumedAt(clock, at, calendar);
  return marks
    .filter((mark) => !passed.includes(mark.id) && amountOf(mark, clock) <= consumed)
    .sort((a, b) => amountOf(a, clock) - amountOf(b, clock));
}

/** When a running clock comes to the first mark that has not been passed; null when there is none, or the clock does not run. */
export function nextMarkAt(
  clock: Clock,
  { marks, passed }: { marks: readonly Mark[]; passed: readonly string[] },
  calendar: Calendar,
): number | null {
  const left = marks.filter(({ id }) => !passed.includes(id)).map((mark) => amountOf(mark, clock));
  return left.length === 0 ? null : reachedAt(clock, Math.min(...left), calendar);
}
