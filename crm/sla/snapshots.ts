import type { JsonObject } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';

/** Whose past is asked for: changes after an event's number and, where given, not before a time. Null asks for none, but where it stands. */
export type PastQuestion = { readonly recordId: string; readonly after: number | null; readonly from: string | null };

/** A record as it was after a change. */
export type Snapshot = { readonly at: Date; readonly record: JsonObject };

export type Past = { readonly snapshots: readonly Snapshot[]; readonly seenSeq: number };

/**
 * What records have been since, oldest first, from their events. Changes of one record are numbered in the order in which they commit,
 * as each holds its row.
 */
export async function readPast(db: Queryable, questions: readonly PastQuestion[]): Promise<Past[]> {
  if (questions.length === 0) return [];
  const rows = await db.query<{ n: number; seen: number; at: Date | null; record: JsonObject | null }>(
    `SELECT q.n, s.seen, e.at, e.record
     FROM jsonb_to_recordset($1::jsonb) AS q(n int, "recordId" uuid, after bigint, "from" timestamptz)
     CROSS JOIN LATERAL (SELECT COALESCE(max(seq), 0) AS seen FROM event WHERE "recordId" = q."recordId") s
     LEFT JOIN event e ON e."recordId" = q."recordId" AND e.seq > q.after AND e.seq <= s.seen AND e.record IS NOT NULL
       AND e.type IN ('record.created', 'record.updated') AND (q."from" IS NULL OR e.at >= q."from")
     ORDER BY q.n, e.seq`,
    [JSON.stringify(questions.map((question, n) => ({ n, ...question })))],
  );
  return questions.map((question, n) => {
    const own = rows.filter((row) => row.n === n);
    const snapshots = own.flatMap(({ at, record }) => (at === null || record === null ? [] : [{ at, record }]));
    return { snapshots, seenSeq: Math.max(question.after ?? 0, own[0]?.seen ?? 0) };
  });
}
