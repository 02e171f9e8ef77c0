import type { Queryable } from '../database.ts';

/** Names of users, and of contacts and leads who were asked something; nobody's is left out. */
export async function namesOf(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await db.query<{ id: string; name: string }>(
    `SELECT id, name FROM "user" WHERE id = ANY($1::uuid[])
     UNION ALL SELECT id, concat_ws(' ', "firstName", "lastName") FROM contact WHERE id = ANY($1::uuid[])
     UNION ALL SELECT id, concat_ws(' ', "firstName", "lastName") FROM lead WHERE id = ANY($1::uuid[])`,
    [wanted],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
