import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { createRecordCache, personKeyOf } from '../lookup/record-cache.ts';
import { getRecord } from '../records/find-records.ts';

/**
 * What the texts of a test message read: the record and its contact, of what the actor may see, and the owner. `data`
 * adds to it or stands in its place.
 * @throws AppError record-not-found also where the record is out of the actor's reach
 */
export async function readTestContext(
  db: Queryable,
  { actor, record: key, data, now }: { actor: Actor; record: RecordKey | null; data: JsonObject; now: Date },
): Promise<JsonObject> {
  const nothing = { contact: null, owner: null, vars: {}, event: null, steps: {}, now: now.toISOString() };
  if (key === null) return { ...nothing, record: null, ...data };
  const record: JsonObject = await getRecord(db, { actor, ...key });
  const person = personKeyOf(key, record);
  const cache = createRecordCache(db);
  await cache.loadUsers(typeof record.ownerId === 'string' ? [record.ownerId] : []);
  return {
    ...nothing,
    record,
    contact: person === null ? null : person.id === key.id ? record : await readWithinReach(db, { actor, ...person }),
    owner: cache.user(record.ownerId),
    ...data,
  };
}

async function readWithinReach(db: Queryable, wanted: Parameters<typeof getRecord>[1]): Promise<JsonObject | null> {
  try {
    return await getRecord(db, wanted);
  } catch (error) {
    if (error instanceof AppError && error.code === 'record-not-found') return null;
    throw error;
  }
}
