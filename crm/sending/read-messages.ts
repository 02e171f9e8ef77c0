import type { Queryable } from '../database.ts';
import { type MessageRow, messageColumns } from './message-row.ts';

/** Messages by id, in the order asked for; missing ones are left out. */
export async function readMessages(db: Queryable, ids: readonly string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<MessageRow>(`SELECT ${messageColumns} FROM message m WHERE m.id = ANY($1::uuid[])`, [
    ids,
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
