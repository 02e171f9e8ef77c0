import type { Rule } from '../steps/effect.ts';
import type { Calendar } from '../time/calendar.ts';
import type { Duration } from '../time/duration.ts';
import { type Mark, targetMark } from './marks.ts';
import { workingTimeOf } from './target.ts';

/** Where a level of a clock stands: after so much working time, or at a share of its target. */
export type LevelPlace =
  | { readonly id: string; readonly after: Duration }
  | { readonly id: string; readonly percent: number };

/** A clock as a step asks for it. */
export type ClockSpec = {
  readonly name: string;
  /** Key of its calendar; the company's when absent. */
  readonly calendar?: string;
  /** Field of the record with the time from which it counts; when absent, the step's arrival. */
  readonly from?: string;
  /** The first one whose rule is true counts; without any the last level is the target. */
  readonly targets: readonly { readonly when?: Rule; readonly target: Duration }[];
  readonly paused?: Rule;
  readonly resolved: Rule;
  readonly levels: readonly LevelPlace[];
  /** Whether it ends as missed when the target and all levels have passed. */
  readonly endsWithMarks: boolean;
};

/** How a clock stands after a look. Times are ISO, amounts ms of working time. */
export type ClockAnswer = {
  readonly clockId: string;
  readonly state: 'running' | 'paused' | 'met' | 'missed' | 'cancelled';
  readonly endedBy: 'resolved' | 'marks' | null;
  /** Which target counts, from 0; -1 for none of them. */
  readonly row: number;
  readonly target: number;
  readonly consumed: number;
  /** Levels that it has come to since the last look, while it is open. */
  readonly reached: readonly { readonly id: string; readonly at: string }[];
  readonly nextAt: string | null;
};

/** What counts of a spec once it is known from when and in which calendar: the target (ms; null when there is none) and the marks. */
export function placeMarks(
  { targets, levels }: Pick<ClockSpec, 'targets' | 'levels'>,
  { row, startedAt, calendar }: { row: number; startedAt: number; calendar: Calendar },
): { readonly target: number | null; readonly marks: readonly Mark[] } {
  const marks = levels.map((level): Mark => {
    if ('percent' in level) return { id: level.id, percent: level.percent };
    return { id: level.id, amount: workingTimeOf(level.after, startedAt, calendar) };
  });
  const named = targets[row];
  const last = Math.max(0, ...marks.flatMap((mark) => ('amount' in mark ? mark.amount : [])));
  const target = named ? workingTimeOf(named.target, startedAt, calendar) : last;
  if (target <= 0) return { target: null, marks };
  return { target, marks: [...marks, targetMark] };
}

/** The place of the first target whose rule is true; -1 when none is. */
export function targetRow(truths: readonly boolean[]): number {
  return truths.indexOf(true);
}
