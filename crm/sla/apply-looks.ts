import type { Observation } from '../../domain/sla/clock.ts';
import { reachedAt } from '../../domain/sla/clock.ts';
import { type Kept, keepClock } from '../../domain/sla/keep-clock.ts';
import { targetMark } from '../../domain/sla/marks.ts';
import type { Calendar } from '../../domain/time/calendar.ts';
import type { Actor } from '../actor.ts';
import type { AuditedAction } from '../audit/record-action.ts';
import type { ClockRow } from './clock-row.ts';

export type Looked = {
  readonly row: ClockRow;
  readonly kept: Kept;
  /** One entry for each change, and for each mark that it came to. */
  readonly audit: readonly AuditedAction[];
};

/** A clock after looks at its record: its row as it is to be stored, and what is to be told. */
export function applyLooks(
  row: ClockRow,
  { looks, endsWithMarks, actor }: { looks: readonly Observation[]; endsWithMarks: boolean; actor: Actor },
  calendar: Calendar,
): Looked {
  const kept = keepClock(row.kept, { looks, marks: row.marks, endsWithMarks }, calendar);
  const { clock } = kept.kept;
  const breach = kept.news.find((item) => item.what === 'reached' && item.mark === targetMark.id);
  const after: ClockRow = {
    ...row,
    kept: kept.kept,
    nextAt: kept.nextAt,
    dueAt: reachedAt(clock, clock.target, calendar),
    breachedAt: row.breachedAt ?? breach?.at ?? null,
  };
  return { row: after, kept, audit: kept.news.map((item) => auditOf(after, item, actor)) };
}

/** What the audit says of a clock beyond what its looks bring: it was counted anew by a changed calendar. */
type Replanned = { readonly what: 'replanned'; readonly at: number };

/** One change of a clock in the audit of its record. */
export function auditOf(row: ClockRow, news: Kept['news'][number] | Replanned, actor: Actor): AuditedAction {
  const { target, consumed, startedAt } = row.kept.clock;
  return {
    actor,
    action: `sla.${news.what}`,
    resource: { type: row.recordType, id: row.recordId },
    changes: {
      clock: row.id,
      name: row.name,
      kind: row.kind,
      at: new Date(news.at).toISOString(),
      ...('mark' in news ? { mark: news.mark } : {}),
      ...(row.policyKey === null ? {} : { policy: row.policyKey }),
      ...(row.runId === null ? {} : { run: row.runId }),
      ...(news.what === 'started' ? { startedAt: new Date(startedAt).toISOString() } : {}),
      target,
      consumed,
    },
  };
}
