import { groupBy } from '../../domain/group-by.ts';
import type { JsonObject } from '../../domain/json.ts';
import { isRecordType, recordTypes } from '../../domain/records/record-types.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';

/** Records and users read in one transaction, each once; writes put their result back. */
export type RecordCache = {
  readonly load: (keys: readonly RecordKey[]) => Promise<void>;
  /** Reads records anew, where they may have changed since. */
  readonly reload: (keys: readonly RecordKey[]) => Promise<void>;
  readonly loadUsers: (ids: readonly string[]) => Promise<void>;
  readonly record: (key: RecordKey | null) => JsonObject | null;
  readonly user: (id: unknown) => JsonObject | null;
  readonly put: (key: RecordKey, record: JsonObject) => void;
};

/** A user as rules, zones and calendars see them; `calendar` is their own, else their team's. */
export const userColumns =
  'u.id, u.name, u.email, u.zone, coalesce(u."calendarKey", t."calendarKey") AS calendar, u.language, u."teamId", u."managerId", u.active';

/** A cache over one transaction. */
export function createRecordCache(tx: Queryable): RecordCache {
  const records = new Map<string, JsonObject | null>();
  const users = new Map<string, JsonObject | null>();
  const load = async (keys: readonly RecordKey[]) => {
    const missing = [...new Map(keys.filter(({ id }) => !records.has(id)).map((key) => [key.id, key])).values()];
    if (missing.length === 0) return;
    for (const [type, group] of groupBy(missing, ({ type: key }) => key)) {
      const found = await readRecords(
        tx,
        type,
        group.map(({ id }) => id),
      );
      for (const { id } of group) records.set(id, found.get(id) ?? null);
    }
  };
  return {
    load,
    async reload(keys) {
      for (const { id } of keys) records.delete(id);
      await load(keys);
    },
    async loadUsers(ids) {
      const missing = [...new Set(ids)].filter((id) => !users.has(id));
      if (missing.length === 0) return;
      const rows = await tx.query<JsonObject & { id: string }>(
        `SELECT ${userColumns} FROM "user" u LEFT JOIN team t ON t.id = u."teamId" WHERE u.id = ANY($1::uuid[])`,
        [missing],
      );
      for (const id of missing) users.set(id, null);
      for (const row of rows) users.set(row.id, row);
    },
    record: (key) => (key === null ? null : (records.get(key.id) ?? null)),
    user: (id) => (typeof id === 'string' ? (users.get(id) ?? null) : null),
    put: (key, record) => {
      records.set(key.id, record);
    },
  };
}

/** The person behind a record: itself, or the one its reference names. */
export function personKeyOf(key: RecordKey, record: JsonObject | null): RecordKey | null {
  const { person } = recordTypes[key.type];
  if (person === 'self') return key;
  const id = person === null ? null : record?.[person.via];
  return typeof id === 'string' ? { type: 'contact', id } : null;
}

/** The record at the end of a one-relation. */
export function relatedKeyOf(key: RecordKey, record: JsonObject | null, name: string): RecordKey | null {
  const relation = recordTypes[key.type].relations.find((item) => item.name === name && item.kind === 'one');
  const id = relation && record?.[relation.via];
  return relation && typeof id === 'string' && isRecordType(relation.target) ? { type: relation.target, id } : null;
}
