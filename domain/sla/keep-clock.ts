import type { Calendar } from '../time/calendar.ts';
import { type Clock, type ClockChange, type Observation, observeClock, reachedAt } from './clock.ts';
import { amountOf, type Mark, marksReached, nextMarkAt } from './marks.ts';

/** A clock with the marks that it has passed. */
export type KeptClock = { readonly clock: Clock; readonly passed: readonly string[] };

/** What happened to a clock, and when (ms): a change, or a mark that it came to. */
export type ClockNews =
  | { readonly what: ClockChange; readonly at: number }
  | { readonly what: 'reached'; readonly mark: string; readonly at: number };

export type Keeping = {
  /** What was true of the record, oldest first; the last one is now. */
  readonly looks: readonly Observation[];
  readonly marks: readonly Mark[];
  /** Whether the clock ends as missed with the last of its marks. */
  readonly endsWithMarks: boolean;
};

export type Kept = {
  readonly kept: KeptClock;
  /** In the order in which it happened. */
  readonly news: readonly ClockNews[];
  /** What ended it in these looks: the record, or the last of the marks; null while it is open. */
  readonly endedBy: 'resolved' | 'marks' | null;
  /** When the next mark comes (ms); null while the clock does not run, or has none left. */
  readonly nextAt: number | null;
};

/**
 * A clock brought up to date, however late one looks: marks that it came to before a change have passed by then, and a change counts
 * from when it happened.
 */
export function keepClock(before: KeptClock, { looks, marks, endsWithMarks }: Keeping, calendar: Calendar): Kept {
  const news: ClockNews[] = [];
  let kept = before;
  let endedBy: Kept['endedBy'] = null;
  for (const look of looks) {
    if (kept.clock.endedAt !== null) break;
    const at = Math.max(look.at, kept.clock.since ?? kept.clock.startedAt);
    kept = passMarks(kept, { marks, at, endsWithMarks, news }, calendar);
    if (kept.clock.endedAt !== null) endedBy = 'marks';
    const { clock, changes } = observeClock(kept.clock, { ...look, at }, calendar);
    news.push(...changes.map((what): ClockNews => ({ what, at })));
    if (changes.some((what) => what === 'met' || what === 'missed')) endedBy = 'resolved';
    kept = passMarks({ ...kept, clock }, { marks, at, endsWithMarks, news }, calendar);
    if (kept.clock.endedAt !== null) endedBy ??= 'marks';
  }
  return { kept, news, endedBy, nextAt: nextMarkAt(kept.clock, { marks, passed: kept.passed }, calendar) };
}

type Passing = Omit<Keeping, 'looks'> & { readonly at: number; readonly news: ClockNews[] };

function passMarks(kept: KeptClock, { marks, at, endsWithMarks, news }: Passing, calendar: Calendar): KeptClock {
  const { clock } = kept;
  if (clock.endedAt !== null) return kept;
  const reached = marksReached(clock, { marks, passed: kept.passed, at }, calendar);
  const times = reached.map((mark) => Math.min(at, reachedAt(clock, amountOf(mark, clock), calendar) ?? at));
  news.push(...reached.map(({ id }, n): ClockNews => ({ what: 'reached', mark: id, at: times[n] ?? at })));
  const passed = reached.length === 0 ? kept.passed : [...kept.passed, ...reached.map(({ id }) => id)];
  if (!endsWithMarks || !marks.every(({ id }) => passed.includes(id))) return { clock, passed };
  const endedAt = times.at(-1) ?? at;
  const last = Math.max(clock.consumed, ...marks.map((mark) => amountOf(mark, clock)));
  news.push({ what: 'missed', at: endedAt });
  return { clock: { ...clock, state: 'missed', consumed: last, since: null, endedAt }, passed };
}
