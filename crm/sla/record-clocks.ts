import { groupBy } from '../../domain/group-by.ts';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { Queryable } from '../database.ts';
import { type ClockViewRow, clockView, shownState } from './clock-view.ts';

/** One change of a clock, as the audit has it: what happened, when, and how much working time was consumed by then. */
type ChangeRow = {
  readonly clock: string;
  readonly what: string;
  readonly at: string;
  readonly mark: string | null;
  readonly target: number;
  readonly consumed: number;
};

/** Most lines of history of a record's clocks. */
const mostLines = 500;

/** All clocks of a record, open ones first, each with what happened to it, oldest first. */
export async function readRecordClocks(
  db: Queryable,
  { type, id, calendars, now }: { type: string; id: string; calendars: Calendars; now: Date },
) {
  const rows = await db.query<ClockViewRow>(
    `SELECT c.*, ${shownState('$3')} AS shown FROM sla_clock c WHERE c."recordType" = $1 AND c."recordId" = $2
     ORDER BY c."endedAt" DESC NULLS FIRST, c."dueAt" NULLS LAST, c.id LIMIT 100`,
    [type, id, now],
  );
  const changes = await db.query<ChangeRow>(
    `SELECT changes->>'clock' AS clock, substr(action, 5) AS what, changes->>'at' AS at, changes->>'mark' AS mark,
       (changes->>'target')::float8 AS target, (changes->>'consumed')::float8 AS consumed
     FROM audit_entry WHERE "resourceType" = $1 AND "resourceId" = $2 AND action LIKE 'sla.%' ORDER BY seq DESC LIMIT ${mostLines}`,
    [type, id],
  );
  const byClock = groupBy(changes.toReversed(), ({ clock }) => clock);
  return rows.map((row) => ({
    ...clockView(row, { calendars, now }),
    history: (byClock.get(row.id) ?? []).map(({ what, at, mark, target, consumed }) => ({
      what,
      at,
      mark,
      targetSeconds: Math.round(target / 1000),
      consumedSeconds: Math.round(consumed / 1000),
    })),
  }));
}
