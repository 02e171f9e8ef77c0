import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type Clock, type ClockState, consumedAt } from '../../domain/sla/clock.ts';
import { amountOf, type Mark, targetMark } from '../../domain/sla/marks.ts';
import type { Calendars } from '../../domain/time/calendar.ts';

/** What people are told of a clock: how it stands, and while it is open, whether that is well. */
export const clockStates = ['at-risk', 'breached', 'paused', 'running', 'met', 'missed', 'cancelled'] as const;
export type ShownState = (typeof clockStates)[number];

/** A stored clock with what is told of its state. */
export type ClockViewRow = {
  readonly id: string;
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly kind: string;
  readonly name: string;
  readonly policyKey: string | null;
  readonly runId: string | null;
  readonly calendar: string;
  readonly state: ClockState;
  readonly target: number;
  readonly consumed: number;
  readonly since: Date | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly dueAt: Date | null;
  readonly breachedAt: Date | null;
  readonly marks: readonly Mark[];
  readonly passed: readonly string[];
  readonly shown: ShownState;
};

/**
 * The state of `sla_clock c` that people are told, in SQL; `now` is SQL of the time. At risk is a running clock that has passed a mark
 * or has an hour left by the wall clock.
 */
export const shownState = (now: string) => `(CASE WHEN c."endedAt" IS NOT NULL THEN c.state
  WHEN c."breachedAt" IS NOT NULL THEN 'breached'
  WHEN c.state = 'running' AND (c.passed <> '[]' OR c."dueAt" < ${now}::timestamptz + interval '1 hour') THEN 'at-risk'
  ELSE c.state END)`;

/** A clock as answers show it: times in ISO, amounts in whole seconds of working time. */
export function clockView(row: ClockViewRow, { calendars, now }: { calendars: Calendars; now: Date }) {
  const clock = clockOf(row);
  const calendar = calendars[row.calendar];
  const consumed = calendar ? consumedAt(clock, now.getTime(), calendar) : row.consumed;
  return {
    id: row.id,
    recordType: row.recordType,
    recordId: row.recordId,
    kind: row.kind,
    name: row.name,
    policy: row.policyKey,
    runId: row.runId,
    calendar: row.calendar,
    zone: calendar?.zone ?? null,
    state: row.shown,
    targetSeconds: Math.round(row.target / 1000),
    consumedSeconds: Math.round(consumed / 1000),
    remainingSeconds: Math.round((row.target - consumed) / 1000),
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    dueAt: row.dueAt?.toISOString() ?? null,
    breachedAt: row.breachedAt?.toISOString() ?? null,
    warnings: row.marks
      .filter(({ id }) => id !== targetMark.id)
      .map((mark) => ({
        id: mark.id,
        atSeconds: Math.round(amountOf(mark, clock) / 1000),
        passed: row.passed.includes(mark.id),
      }))
      .sort((a, b) => a.atSeconds - b.atSeconds),
  };
}

function clockOf({ state, target, consumed, since, startedAt, endedAt }: ClockViewRow): Clock {
  return {
    state,
    target,
    consumed,
    since: since?.getTime() ?? null,
    startedAt: startedAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
  };
}
