import type { Json } from '../../domain/json.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { fieldCatalogue } from './fields.ts';
import { reachCondition } from './rights.ts';
import { searchCondition } from './search-condition.ts';

export type RecordChoice = {
  readonly actor: Actor;
  readonly type: RecordTypeKey;
  readonly where: Json;
  readonly now: Date;
};

/** How many records within the actor's reach a condition holds for. @throws AppError `invalid-rule` */
export async function countRecords(db: Queryable, choice: RecordChoice): Promise<number> {
  const search = await choiceSql(db, choice);
  if (search === null) return 0;
  const [row] = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM "${recordTypes[choice.type].table}" t WHERE ${search.sql}`,
    search.params,
  );
  return row?.n ?? 0;
}

/** Ids of those records after an id, in the order of their ids. */
export async function listRecordIds(
  db: Queryable,
  choice: RecordChoice,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<string[]> {
  const search = await choiceSql(db, choice);
  if (search === null) return [];
  const place = `$${search.params.length + 1}`;
  const rows = await db.query<{ id: string }>(
    `SELECT t.id FROM "${recordTypes[choice.type].table}" t
     WHERE ${search.sql} AND (${place}::uuid IS NULL OR t.id > ${place}) ORDER BY t.id LIMIT ${limit}`,
    [...search.params, after ?? null],
  );
  return rows.map(({ id }) => id);
}

async function choiceSql(db: Queryable, { actor, type, where, now }: RecordChoice) {
  const reach = reachCondition({ actor, action: 'read', type, first: 1 });
  const catalogue = await fieldCatalogue(db);
  const given = { actor, type, where, now, catalogue, firstParam: (reach?.params.length ?? 0) + 1 };
  const search = await searchCondition(db, given);
  return reach && { sql: `${reach.sql} AND ${search.sql}`, params: [...reach.params, ...search.params] };
}
