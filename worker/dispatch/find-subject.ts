import { systemActor } from '../../crm/actor.ts';
import type { Tx } from '../../crm/database.ts';
import type { WriteResult } from '../../crm/records/change.ts';
import { writeRecords } from '../../crm/records/write.ts';
import { lockWaitKeys } from '../../crm/runs/wake.ts';
import type { JsonObject } from '../../domain/json.ts';
import { fieldsOf, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { SubjectFinder } from '../../domain/triggers/trigger-type.ts';
import type { OutboxEvent } from './claim-events.ts';
import { literalsOf, type RenderTexts } from './event-values.ts';

/** A record that was to be made for an event, and what its fields do not allow. */
export type NotMade = Extract<WriteResult, { kind: 'issues' }>;

/**
 * The record that an event is about by the values it carries; made when the trigger says so and none is there. Two events
 * that look for the same values take turns, so they make one.
 */
export async function findSubject(
  tx: Tx,
  { subject: type, finder }: { readonly subject: RecordTypeKey; readonly finder: SubjectFinder },
  event: OutboxEvent,
  renderTexts: RenderTexts | undefined,
): Promise<RecordKey | NotMade | null> {
  const values = await literalsOf(finder.find, event, renderTexts);
  if (Object.values(values).some((value) => value === null || value === undefined || value === '')) return null;
  await lockWaitKeys(tx, [`find:${type}:${JSON.stringify(values)}`]);
  const found = await findBy(tx, type, values);
  if (found !== null || finder.create === undefined || finder.create === false) return found;
  const more = finder.create === true ? {} : await literalsOf(finder.create, event, renderTexts);
  const [result] = await writeRecords(
    tx,
    { actor: systemActor, cause: event.cause, automations: true, now: event.createdAt, foreign: true },
    [{ kind: 'create', type, fields: { ...values, ...more } }],
  );
  return result?.kind === 'ok' ? { type, id: result.record.id } : (result ?? null);
}

async function findBy(tx: Tx, type: RecordTypeKey, values: JsonObject): Promise<RecordKey | null> {
  const known = new Map(fieldsOf(type).map((field) => [field.key, field.kind]));
  const conditions = Object.keys(values).map((field, n) => {
    const kind = known.get(field);
    if (kind === undefined) return `custom->>'${field.replaceAll("'", "''")}' = $${n + 1}`;
    // Addresses are stored in small letters, and found by their index.
    return kind === 'email' ? `"${field}" = lower($${n + 1})` : `lower("${field}"::text) = lower($${n + 1})`;
  });
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM "${recordTypes[type].table}" WHERE ${conditions.join(' AND ')} ORDER BY "createdAt", id LIMIT 1`,
    Object.values(values).map(String),
  );
  return row ? { type, id: row.id } : null;
}
