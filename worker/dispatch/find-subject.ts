import { systemActor } from '../../crm/actor.ts';
import type { Tx } from '../../crm/database.ts';
import { writeRecords } from '../../crm/records/write.ts';
import { lockWaitKeys } from '../../crm/runs/wake.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { compileRule } from '../../domain/logic/compile.ts';
import { fieldsOf, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { SubjectFinder } from '../../domain/triggers/trigger-type.ts';
import { eventData, type OutboxEvent } from './claim-events.ts';

/**
 * The record that an event is about by the values it carries; made when the trigger says so and none is there. Two events
 * that look for the same values take turns, so they make one.
 */
export async function findSubject(
  tx: Tx,
  type: RecordTypeKey,
  finder: SubjectFinder,
  event: OutboxEvent,
): Promise<RecordKey | null> {
  const values = literalsOf(finder.find, event);
  if (Object.values(values).some((value) => value === null || value === undefined || value === '')) return null;
  await lockWaitKeys(tx, [`find:${type}:${JSON.stringify(values)}`]);
  const found = await findBy(tx, type, values);
  if (found !== null || finder.create === undefined || finder.create === false) return found;
  const more = finder.create === true ? {} : literalsOf(finder.create, event);
  const [result] = await writeRecords(
    tx,
    { actor: systemActor, cause: event.cause, automations: true, now: event.createdAt },
    [{ kind: 'create', type, fields: { ...values, ...more } }],
  );
  return result?.kind === 'ok' ? { type, id: result.record.id } : null;
}

function literalsOf(values: SubjectFinder['find'], event: OutboxEvent): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, literalOf(value, event)]));
}

function literalOf(value: Json, event: OutboxEvent): Json {
  if (value === null || typeof value !== 'object' || !('rule' in value)) return value;
  return (compileRule((value as { rule: Json }).rule).evaluate({
    event: eventData(event),
    now: event.at.toISOString(),
  }) ?? null) as Json;
}

async function findBy(tx: Tx, type: RecordTypeKey, values: JsonObject): Promise<RecordKey | null> {
  const known = new Set(fieldsOf(type).map(({ key }) => key));
  const conditions = Object.keys(values).map((field, n) =>
    known.has(field)
      ? `lower("${field}"::text) = lower($${n + 1})`
      : `custom->>'${field.replaceAll("'", "''")}' = $${n + 1}`,
  );
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM "${recordTypes[type].table}" WHERE ${conditions.join(' AND ')} ORDER BY "createdAt", id LIMIT 1`,
    Object.values(values).map(String),
  );
  return row ? { type, id: row.id } : null;
}
