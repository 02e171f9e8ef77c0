import type { CompiledEnrollment } from '../definition/compile.ts';
import { addDuration, type TimeScope } from '../time/add-duration.ts';
import { durationSchema } from '../time/duration.ts';

/** Why a match starts no run. */
export const refusalReasons = {
  'exit-true': 'The exit condition is true already.',
  'goal-true': 'The goal is reached already.',
  'already-ran': 'The workflow runs once for each record, and did.',
  cooldown: 'The time between two runs has not passed.',
  'already-running': 'A run is under way.',
} as const;
export type RefusalReason = keyof typeof refusalReasons;

export type EnrollmentDecision =
  | { readonly kind: 'start' }
  /** Starts when the run under way has ended. */
  | { readonly kind: 'queue' }
  /** Starts, and ends these runs first. */
  | { readonly kind: 'restart'; readonly cancel: readonly string[] }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason };

/** Runs of the workflow for the record so far. */
export type RunHistory = {
  /** Runs under way, each with the value of the concurrency key it began with. */
  readonly active: readonly { readonly id: string; readonly key: string | null }[];
  /** Whether a run ever was, one under way included. */
  readonly ever: boolean;
  /** When the last run ended and began, ms since 1970; absent where there was none. */
  readonly lastEndedAt?: number | undefined;
  readonly lastStartedAt?: number | undefined;
};

export type EnrollmentInput = {
  readonly enrollment: CompiledEnrollment;
  /** ms since 1970. */
  readonly now: number;
  readonly history: RunHistory;
  readonly exitTrue: boolean;
  readonly goalTrue: boolean;
  /** Value of the concurrency key for this record and event, as text; null without a key. */
  readonly key: string | null;
  /** In which a cooldown is counted: the zone that waits of the record are counted in. */
  readonly time: TimeScope;
};

const refuse = (reason: RefusalReason): EnrollmentDecision => ({ kind: 'refuse', reason });

/**
 * Whether a match starts a run: what is true at entry is refused first, then re-entry and its cooldown, then what runs already.
 * `after-exit` counts the cooldown from the end of the last run, `always` from its beginning. Concurrency looks at runs with the
 * same key only; with `after-exit`, where one run at a time is meant, `parallel` refuses like `single`.
 */
export function decideEnrollment(input: EnrollmentInput): EnrollmentDecision {
  const { enrollment, history, exitTrue, goalTrue, key } = input;
  if (exitTrue) return refuse('exit-true');
  if (goalTrue) return refuse('goal-true');
  const { reentry, concurrency } = enrollment;
  if (reentry.mode === 'never' && history.ever) return refuse('already-ran');
  if (isCoolingDown(input)) return refuse('cooldown');
  const same = history.active.filter((run) => concurrency.key === undefined || run.key === key).map(({ id }) => id);
  if (same.length === 0) return { kind: 'start' };
  if (concurrency.mode === 'queue') return { kind: 'queue' };
  if (concurrency.mode === 'restart') return { kind: 'restart', cancel: same };
  return concurrency.mode === 'parallel' && reentry.mode === 'always' ? { kind: 'start' } : refuse('already-running');
}

function isCoolingDown({ enrollment, history, now, time }: EnrollmentInput): boolean {
  const { mode, cooldown } = enrollment.reentry;
  const from = mode === 'always' ? history.lastStartedAt : history.lastEndedAt;
  const duration = durationSchema.safeParse(cooldown);
  if (from === undefined || !duration.success) return false;
  return now < addDuration(from, duration.data, time);
}
