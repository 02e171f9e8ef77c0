import type { JsonObject } from '../../domain/json.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { accountKeyOf } from '../../domain/records/record-zones.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { personKeyOf } from '../lookup/record-cache.ts';
import { readRecords } from '../records/read.ts';

/** The records around a record that a run about it can see: by the name of the relation, and the person behind it. */
export type Surroundings = {
  readonly related: ReadonlyMap<string, readonly RecordKey[]>;
  readonly person: RecordKey | null;
  /** The account of that person, where the record names none itself: its zone counts. */
  readonly account: RecordKey | null;
};

/** Most records of one relation that simulations and test runs take along. */
const mostRelated = 200;

/** Looks around a record: stored (with an id), or the fields of one that there might be. */
export async function lookAround(db: Queryable, type: RecordTypeKey, record: JsonObject): Promise<Surroundings> {
  const related = new Map<string, readonly RecordKey[]>();
  for (const { name, kind, via, viaType, target } of recordTypes[type].relations) {
    if (kind === 'one') {
      const id = record[via];
      related.set(name, isUuid(id) ? [{ type: target, id }] : []);
    } else {
      const ids = isUuid(record.id) ? await idsPointingTo(db, { target, via, viaType, type, id: record.id }) : [];
      related.set(
        name,
        ids.map((id) => ({ type: target, id })),
      );
    }
  }
  const { id } = record;
  const key: RecordKey = { type, id: typeof id === 'string' ? id : '' };
  const person = personKeyOf(key, record);
  return { related, person, account: await accountOf(db, { key, record, person }) };
}

type Behind = { readonly key: RecordKey; readonly record: JsonObject; readonly person: RecordKey | null };

async function accountOf(db: Queryable, { key, record, person }: Behind): Promise<RecordKey | null> {
  if (person === null || person.id === key.id || accountKeyOf(key, record, null) !== null) return null;
  const found = (await readRecords(db, person.type, [person.id])).get(person.id) ?? null;
  return accountKeyOf(key, record, found);
}

type Pointing = { target: RecordTypeKey; via: string; viaType: string | undefined; type: RecordTypeKey; id: string };

async function idsPointingTo(db: Queryable, { target, via, viaType, type, id }: Pointing): Promise<string[]> {
  const typed = viaType === undefined ? '' : ` AND "${viaType}" = '${type}'`;
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM "${recordTypes[target].table}" WHERE "${via}" = $1${typed} ORDER BY "createdAt" DESC, id DESC LIMIT ${mostRelated}`,
    [id],
  );
  return rows.map((row) => row.id);
}
