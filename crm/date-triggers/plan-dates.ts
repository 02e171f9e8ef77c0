import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import { type DateSettings, type PlannedDate, planDate } from '../../domain/triggers/date-moments.ts';
import type { Queryable, Tx } from '../database.ts';
import type { RecordCache } from '../lookup/record-cache.ts';
import { loadSubjects } from '../lookup/subject-data.ts';
import { loadAccountZones, subjectCalendar, subjectZones } from '../lookup/subject-zones.ts';
import type { Cause } from '../runs/run-row.ts';
import type { CompanyTime } from '../settings/company-settings.ts';

/** A date trigger of a published workflow. */
export type LiveDateTrigger = {
  readonly workflowId: string;
  readonly triggerId: string;
  readonly recordType: RecordTypeKey;
  readonly settings: DateSettings;
};

export type DatePlanning = { readonly cache: RecordCache; readonly company: CompanyTime; readonly now: Date };

type PlanRow = { recordId: string; value: string; year: number | null; reachedAt: Date | null };

type Planning = {
  readonly ids: readonly string[];
  /** What led to the changes that move them, by record. */
  readonly causes?: ReadonlyMap<string, Cause>;
  readonly planning: DatePlanning;
};

/** A moment this soon (ms) after a run wrote the field belongs to the chain of that run: further away, time has passed between them. */
const soon = 3_600_000;

/** Plans when a trigger comes for records, as they are now: what is planned already is moved, what holds no date any more dropped. */
export async function planDates(tx: Tx, trigger: LiveDateTrigger, { ids, causes, planning }: Planning): Promise<void> {
  if (ids.length === 0) return;
  const { cache, company, now } = planning;
  const keys = ids.map((id): RecordKey => ({ type: trigger.recordType, id }));
  await loadSubjects(
    cache,
    keys.map((key) => ({ key, relations: [] })),
  );
  await loadAccountZones(cache, keys);
  const before = await readPlans(tx, trigger, ids);
  const planned = keys.map((key) => {
    const zones = subjectZones(key, cache, company.zone());
    const row = before.get(key.id);
    const date = planDate(trigger.settings, dateOf(trigger.settings, cache.record(key)), {
      scope: {
        now: now.getTime(),
        zone: resolveZone('contact', zones).zone,
        zones,
        calendars: company.calendars(),
        calendar: subjectCalendar(key, cache, company).calendar,
      },
      reached: row?.reachedAt ? row : null,
    });
    return { recordId: key.id, date };
  });
  await storePlans(tx, trigger, { planned, causes, now });
}

/** What the field of a date trigger holds; undefined for a record that is gone. */
export function dateOf({ field }: DateSettings, record: JsonObject | null): unknown {
  return record?.[field];
}

async function readPlans(
  tx: Queryable,
  { workflowId, triggerId }: LiveDateTrigger,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PlanRow>> {
  const rows = await tx.query<PlanRow>(
    `SELECT "recordId", value, year, "reachedAt" FROM date_plan
     WHERE "workflowId" = $1 AND "triggerId" = $2 AND "recordId" = ANY($3::uuid[]) ORDER BY "recordId" FOR UPDATE`,
    [workflowId, triggerId, ids],
  );
  return new Map(rows.map((row) => [row.recordId, row]));
}

type Planned = { readonly recordId: string; readonly date: PlannedDate | null };

/** What is overdue by the same value stays so: it is about to be reached, however late. */
async function storePlans(
  tx: Tx,
  { workflowId, triggerId, recordType }: LiveDateTrigger,
  { planned, causes, now }: { planned: readonly Planned[]; causes: Planning['causes']; now: Date },
): Promise<void> {
  const rows = planned.flatMap(({ recordId, date }) =>
    date === null
      ? []
      : [
          {
            recordId,
            ...date,
            dueAt: date.dueAt === null ? null : new Date(date.dueAt).toISOString(),
            cause: date.dueAt !== null && date.dueAt - now.getTime() < soon ? causes?.get(recordId) : undefined,
          },
        ],
  );
  await tx.query(
    `INSERT INTO date_plan ("workflowId", "triggerId", "recordId", "recordType", value, year, "dueAt", cause)
     SELECT $2, $3, p."recordId", $4, p.value, p.year, p."dueAt", p.cause
     FROM jsonb_to_recordset($1::jsonb) AS p("recordId" uuid, value text, year int, "dueAt" timestamptz, cause jsonb)
     ON CONFLICT ("workflowId", "triggerId", "recordId") DO UPDATE SET value = excluded.value, year = excluded.year, "dueAt" = excluded."dueAt", cause = excluded.cause,
       "reachedAt" = CASE WHEN date_plan.value = excluded.value AND date_plan.year IS NOT DISTINCT FROM excluded.year THEN date_plan."reachedAt" END
     WHERE NOT (date_plan.value = excluded.value AND date_plan.year IS NOT DISTINCT FROM excluded.year AND date_plan."dueAt" <= $5)`,
    [JSON.stringify(rows), workflowId, triggerId, recordType, now],
  );
  const gone = planned.flatMap(({ recordId, date }) => (date === null ? [recordId] : []));
  if (gone.length > 0)
    await tx.query(
      'DELETE FROM date_plan WHERE "workflowId" = $1 AND "triggerId" = $2 AND "recordId" = ANY($3::uuid[])',
      [workflowId, triggerId, gone],
    );
}
