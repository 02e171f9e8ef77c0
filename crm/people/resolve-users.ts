import type { JsonObject } from '../../domain/json.ts';
import type { UserRef } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';

/** References to resolve for one record: `{field: "owner"}` reads from it. */
export type UserQuestion = { readonly refs: readonly UserRef[]; readonly record: JsonObject | null };

/** Ids of the active users that references mean, in order and without doubles. An unknown one means nobody. */
export async function resolveUsers(db: Queryable, questions: readonly UserQuestion[]): Promise<string[][]> {
  const results: string[][] = [];
  const known = new Map<string, Promise<string[]>>();
  const ask = (ref: UserRef, record: JsonObject | null) => {
    const key = JSON.stringify([ref, fieldValue(ref, record)]);
    const found = known.get(key) ?? resolveOne(db, ref, record);
    known.set(key, found);
    return found;
  };
  for (const { refs, record } of questions) {
    const users = new Set<string>();
    for (const ref of refs) for (const id of await ask(ref, record)) users.add(id);
    results.push([...users]);
  }
  return results;
}

async function resolveOne(db: Queryable, ref: UserRef, record: JsonObject | null): Promise<string[]> {
  if (typeof ref.user === 'string') return active(db, 'id::text = $1', ref.user);
  if (typeof ref.field === 'string') {
    const id = fieldValue(ref, record);
    return typeof id === 'string' ? active(db, 'id::text = $1', id) : [];
  }
  if (typeof ref.role === 'string') return active(db, '$1 = ANY("roleKeys")', ref.role);
  if (typeof ref.team === 'string')
    return active(db, '"teamId" IN (SELECT id FROM team WHERE id::text = $1 OR name = $1)', ref.team);
  if (typeof ref.teamLead === 'string')
    return active(db, 'id IN (SELECT "leadId" FROM team WHERE id::text = $1 OR name = $1)', ref.teamLead);
  if (typeof ref.queue === 'string')
    return active(db, 'id::text IN (SELECT unnest(members) FROM queue WHERE key = $1)', ref.queue);
  if (typeof ref.manager === 'number') return managers(db, ref, record);
  return [];
}

/** What the field of a reference holds: `{"field": "owner"}` means `ownerId`; other fields are named as they are, with or without `Id`. */
export function fieldValue(ref: UserRef, record: JsonObject | null): unknown {
  if (typeof ref.field !== 'string') return fieldValueOf(ref.of, record);
  return record?.[ref.field] ?? record?.[`${ref.field}Id`];
}

const fieldValueOf = (ref: unknown, record: JsonObject | null): unknown =>
  ref !== null && typeof ref === 'object' && !Array.isArray(ref) ? fieldValue(ref as UserRef, record) : record?.ownerId;

async function managers(db: Queryable, ref: UserRef, record: JsonObject | null): Promise<string[]> {
  const of = ref.of === undefined ? { field: 'owner' } : (ref.of as UserRef);
  let people = await resolveOne(db, of, record);
  for (let level = 0; level < Number(ref.manager) && people.length > 0; level += 1) {
    const rows = await db.query<{ id: string }>(
      'SELECT DISTINCT "managerId" AS id FROM "user" WHERE id = ANY($1::uuid[]) AND "managerId" IS NOT NULL',
      [people],
    );
    people = rows.map(({ id }) => id);
  }
  return people.length === 0
    ? []
    : (await db.query<{ id: string }>('SELECT id FROM "user" WHERE id = ANY($1::uuid[]) AND active', [people])).map(
        ({ id }) => id,
      );
}

async function active(db: Queryable, condition: string, value: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(`SELECT id FROM "user" WHERE ${condition} AND active ORDER BY id`, [
    value,
  ]);
  return rows.map(({ id }) => id);
}
