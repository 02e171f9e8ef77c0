import { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { type RecordRow, recordOf } from './columns.ts';
import { fieldCatalogue } from './fields.ts';
import { afterSql, checkPosition, orderOf, orderSql, positionOf } from './paging.ts';
import { reachCondition } from './rights.ts';
import { searchCondition } from './search-condition.ts';

export type RecordPage = {
  readonly items: readonly RecordJson[];
  /** Where the next page begins; null on the last. */
  readonly next: readonly unknown[] | null;
};

/** One record, within the actor's reach. @throws AppError `record-not-found` also where it is out of reach */
export async function getRecord(
  db: Queryable,
  { actor, type, id }: { actor: Actor; type: RecordTypeKey; id: string },
): Promise<RecordJson> {
  const reach = reachCondition({ actor, action: 'read', type, first: 2 });
  const fields = (await fieldCatalogue(db)).fieldsOf(type);
  const rows =
    reach === null || !isUuid(id)
      ? []
      : await db.query<RecordRow>(`SELECT * FROM "${recordTypes[type].table}" WHERE id = $1 AND ${reach.sql}`, [
          id,
          ...reach.params,
        ]);
  const [row] = rows;
  if (!row) throw new AppError('record-not-found', { detail: `There is no ${type} with the id ${id}.` });
  return recordOf(type, fields, row);
}

/** A page of records within the actor's reach, of those that a condition holds for where one is given. */
export async function findRecords(
  db: Queryable,
  given: {
    readonly actor: Actor;
    readonly type: RecordTypeKey;
    readonly where?: Json | undefined;
    readonly sort?: string | undefined;
    readonly limit: number;
    /** `next` of the page before. */
    readonly after?: readonly unknown[] | undefined;
    readonly now: Date;
    readonly action?: 'read' | 'export';
  },
): Promise<RecordPage> {
  const { actor, type, limit, after, action = 'read' } = given;
  const catalogue = await fieldCatalogue(db);
  const fields = catalogue.fieldsOf(type);
  const order = orderOf(fields, given.sort);
  const reach = reachCondition({ actor, action, type, first: 1 });
  if (reach === null) return { items: [], next: null };
  const params: unknown[] = [...reach.params];
  const conditions = [reach.sql];
  if (given.where !== undefined) {
    const search = await searchCondition(db, {
      actor,
      type,
      where: given.where,
      now: given.now,
      catalogue,
      firstParam: params.length + 1,
    });
    conditions.push(search.sql);
    params.push(...search.params);
  }
  if (after !== undefined) {
    checkPosition(order, after);
    conditions.push(afterSql(order, params.length + 1, after[0]));
    params.push(...after);
  }
  const rows = await db.query<RecordRow>(
    `SELECT * FROM "${recordTypes[type].table}" t WHERE ${conditions.join(' AND ')} ORDER BY ${orderSql(order)} LIMIT ${limit + 1}`,
    params,
  );
  const items = rows.slice(0, limit).map((row) => recordOf(type, fields, row));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? positionOf(order, last) : null };
}
