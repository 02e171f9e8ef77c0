import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../../domain/json.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { Database, Tx } from '../database.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { type LiveDateTrigger, planDates } from './plan-dates.ts';

/** Where the date triggers of published workflows are known; `refresh` makes them those of this very moment. */
export type DateTriggers = {
  readonly refresh: (db: Tx) => Promise<void>;
  readonly all: () => readonly LiveDateTrigger[];
};

export type Sweeping = { readonly triggers: DateTriggers; readonly company: CompanyTime; readonly now: Date };

/** Records planned in one transaction. */
const batch = 500;
/** Any number that nothing else locks: one worker at a time compares what is published with what is planned. */
const compareLock = 7_223_393;

/**
 * Plans date triggers for the records that are there already: of workflows that were published, or changed the trigger, since,
 * and anew where a calendar changed. What belongs to no published trigger any more is dropped. Goes on where a crash left off.
 * @returns how many records were looked at
 */
export async function sweepDates(db: Database, sweeping: Sweeping): Promise<number> {
  await db.transaction((tx) => compareTriggers(tx, sweeping.triggers));
  let seen = 0;
  for (;;) {
    const looked = await db.transaction((tx) => sweepBatch(tx, sweeping));
    if (looked === null) return seen;
    seen += looked;
  }
}

const keyOf = ({ workflowId, triggerId }: Pick<LiveDateTrigger, 'workflowId' | 'triggerId'>) =>
  `${workflowId} ${triggerId}`;

async function compareTriggers(tx: Tx, triggers: DateTriggers): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [compareLock]);
  await triggers.refresh(tx);
  const known = await tx.query<{ workflowId: string; triggerId: string; hash: string }>(
    'SELECT "workflowId", "triggerId", hash FROM date_trigger',
  );
  const hashes = new Map(known.map((row) => [keyOf(row), row.hash]));
  const live = triggers.all().map((trigger) => ({ ...trigger, hash: hashOf(trigger) }));
  const kept = new Set(live.filter(({ hash, ...trigger }) => hashes.get(keyOf(trigger)) === hash).map(keyOf));
  const gone = known.filter((row) => !kept.has(keyOf(row)));
  if (gone.length > 0) {
    const rows = JSON.stringify(gone);
    for (const table of ['date_plan', 'date_trigger'])
      await tx.query(
        `DELETE FROM ${table} t USING jsonb_to_recordset($1::jsonb) AS g("workflowId" uuid, "triggerId" text)
         WHERE t."workflowId" = g."workflowId" AND t."triggerId" = g."triggerId"`,
        [rows],
      );
  }
  const fresh = live.filter((trigger) => !kept.has(keyOf(trigger)));
  if (fresh.length > 0)
    await tx.query(
      `INSERT INTO date_trigger ("workflowId", "triggerId", "recordType", hash)
       SELECT "workflowId", "triggerId", "recordType", hash
       FROM jsonb_to_recordset($1::jsonb) AS t("workflowId" uuid, "triggerId" text, "recordType" text, hash text)`,
      [JSON.stringify(fresh)],
    );
}

function hashOf({ recordType, settings }: LiveDateTrigger): string {
  // Settings come from a parsed definition: JSON all through.
  const text = canonicalJson(JSON.parse(JSON.stringify({ recordType, settings })) as Json);
  return createHash('sha256').update(text).digest('hex');
}

/** The next records of one trigger; null when all are planned. Records are held still, so that no change of theirs passes unseen. */
async function sweepBatch(tx: Tx, { triggers, company, now }: Sweeping): Promise<number | null> {
  const [open] = await tx.query<{ workflowId: string; triggerId: string; cursor: string | null }>(
    `SELECT "workflowId", "triggerId", cursor FROM date_trigger WHERE "plannedAt" IS NULL
     ORDER BY "workflowId", "triggerId" LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  if (!open) return null;
  const trigger = triggers.all().find((item) => keyOf(item) === keyOf(open));
  const ids = trigger ? await idsAfter(tx, trigger, open.cursor) : [];
  if (trigger) await planDates(tx, trigger, { ids, planning: { cache: createRecordCache(tx), company, now } });
  await tx.query('UPDATE date_trigger SET cursor = $3, "plannedAt" = $4 WHERE "workflowId" = $1 AND "triggerId" = $2', [
    open.workflowId,
    open.triggerId,
    ids.at(-1) ?? null,
    ids.length < batch ? now : null,
  ]);
  return ids.length;
}

async function idsAfter(tx: Tx, { recordType, settings }: LiveDateTrigger, after: string | null): Promise<string[]> {
  const { table, fields } = recordTypes[recordType];
  const { field } = settings;
  const isOwn = fields.some(({ key }) => key === field) || field === 'createdAt' || field === 'updatedAt';
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM "${table}" WHERE ${isOwn ? `"${field}" IS NOT NULL AND $2 = $2` : 'custom ? $2'} AND ($1::uuid IS NULL OR id > $1)
     ORDER BY id LIMIT ${batch} FOR SHARE`,
    [after, field],
  );
  return rows.map(({ id }) => id);
}
