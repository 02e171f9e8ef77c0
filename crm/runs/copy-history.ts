import { groupBy } from '../../domain/group-by.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { readHistory } from '../workflows/read-history.ts';

/** A record and its copy in the sandbox. */
export type Copied = { readonly original: string; readonly copy: RecordKey };

/**
 * Copies what happened to records before a test run, for `performed` and for waits that look back. The copies count as long
 * over: no wait that begins meets them as news.
 */
export async function copyHistory(
  tx: Tx,
  { db, records, now }: { db: Queryable; records: readonly Copied[]; now: Date },
): Promise<void> {
  const copies = groupBy(records, ({ original }) => original);
  const past = await readHistory(db, [...copies.keys()], now);
  const rows = past.flatMap(({ type, at, properties, recordId, isChange, bot }) => {
    const copy = copies.get(recordId)?.[0]?.copy;
    if (!copy) return [];
    const content = isChange
      ? { properties: {}, record: { ...properties, id: copy.id } }
      : { properties, record: null };
    return [{ id: newId(), type, at, recordType: copy.type, recordId: copy.id, bot, ...content }];
  });
  if (rows.length === 0) return;
  await tx.query(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, type text, at timestamptz, "recordType" text, "recordId" uuid, bot bool, properties jsonb, record jsonb)
     ), made AS (
       INSERT INTO event (id, type, "orderKey", "recordType", "recordId", at, "createdAt", properties, record, changes, "actorType", cause, "doneAt", xid)
       SELECT id, type, "recordId"::text, "recordType", "recordId", at, at, properties, NULLIF(record, 'null'), '{}', 'system', '[]', now(), '3'::xid8 FROM given
       RETURNING id, seq
     )
     INSERT INTO event_link ("eventId", "recordType", "recordId", type, at, seq, bot)
     SELECT given.id, "recordType", "recordId", type, at, made.seq, bot FROM given JOIN made ON made.id = given.id
     WHERE NULLIF(given.record, 'null') IS NULL`,
    [JSON.stringify(rows)],
  );
}
