import { groupBy } from '../../domain/group-by.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { dateReached } from '../../domain/triggers/date.ts';
import { systemActor } from '../actor.ts';
import type { Database, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import type { Cause } from '../runs/run-row.ts';
import { dateOf, type LiveDateTrigger, planDates } from './plan-dates.ts';
import type { Sweeping } from './sweep-dates.ts';

type DueRow = {
  readonly workflowId: string;
  readonly triggerId: string;
  readonly recordId: string;
  readonly recordType: RecordTypeKey;
  readonly value: string;
  readonly year: number | null;
  readonly dueAt: Date;
  readonly cause: Cause | null;
};
type Reached = { readonly row: DueRow; readonly trigger: LiveDateTrigger };

/** Dates taken in one transaction. */
const batch = 200;

/**
 * Tells dispatch of dates that have come: an event each, written with the mark that it was reached, so that a crash neither
 * loses nor repeats one. A date that was planned comes however late. Call `notifyEvents` afterwards.
 * @returns how many came
 */
export async function reachDates(db: Database, reaching: Sweeping): Promise<number> {
  let reached = 0;
  for (;;) {
    const taken = await db.transaction((tx) => reachBatch(tx, reaching));
    reached += taken.told;
    if (taken.due < batch) return reached;
  }
}

async function reachBatch(tx: Tx, { triggers, company, now }: Sweeping): Promise<{ due: number; told: number }> {
  const due = await tx.query<DueRow>(
    `SELECT "workflowId", "triggerId", "recordId", "recordType", value, year, "dueAt", cause FROM date_plan
     WHERE "dueAt" <= $1 ORDER BY "dueAt" LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
    [now],
  );
  if (due.length === 0) return { due: 0, told: 0 };
  await triggers.refresh(tx);
  const live = new Map(triggers.all().map((trigger) => [keyOf(trigger), trigger]));
  const cache = createRecordCache(tx);
  await cache.load(due.map(({ recordId, recordType }) => ({ type: recordType, id: recordId })));
  // What has changed meanwhile is planned anew by the event of that change.
  const reached = due.flatMap((row): Reached[] => {
    const trigger = live.get(keyOf(row));
    const record = cache.record({ type: row.recordType, id: row.recordId });
    return trigger && dateOf(trigger.settings, record) === row.value ? [{ row, trigger }] : [];
  });
  await mark(tx, due, now);
  for (const group of groupBy(reached, ({ row }) => JSON.stringify(row.cause ?? [])).values())
    await acceptEvents(tx, { actor: systemActor, cause: group[0]?.row.cause ?? [], now }, group.map(eventOf));
  for (const [trigger, group] of groupBy(reached, (item) => item.trigger)) {
    const ids = trigger.settings.every === undefined ? [] : group.map(({ row }) => row.recordId);
    await planDates(tx, trigger, { ids, planning: { cache, company, now } });
  }
  return { due: due.length, told: reached.length };
}

const keyOf = ({ workflowId, triggerId }: Pick<DueRow, 'workflowId' | 'triggerId'>) => `${workflowId} ${triggerId}`;

function mark(tx: Tx, due: readonly DueRow[], now: Date): Promise<unknown> {
  return tx.query(
    `UPDATE date_plan p SET "dueAt" = NULL, "reachedAt" = $2
     FROM jsonb_to_recordset($1::jsonb) AS d("workflowId" uuid, "triggerId" text, "recordId" uuid)
     WHERE p."workflowId" = d."workflowId" AND p."triggerId" = d."triggerId" AND p."recordId" = d."recordId"`,
    [JSON.stringify(due), now],
  );
}

/** The event of a date that came; by its properties dispatch knows whose it is, and which value or year it was. */
function eventOf({ row: { workflowId, triggerId, recordId, recordType, value, year, dueAt }, trigger }: Reached) {
  const occurrence = year === null ? value : `${value} ${year}`;
  return {
    id: `date:${workflowId}:${triggerId}:${recordId}:${occurrence}`,
    type: dateReached,
    recordType,
    recordId,
    properties: {
      workflowId,
      triggerId,
      field: trigger.settings.field,
      value,
      occurrence,
      dueAt: dueAt.toISOString(),
    },
  };
}
