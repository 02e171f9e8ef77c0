import type { JsonObject } from '../../domain/json.ts';
import type { WaitBranch } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';

export type EventRow = { readonly id: string; readonly type: string; readonly at: Date; readonly properties: JsonObject };

/** What a wait asks of events that are there already: since an instant, or later than the transactions it has seen. */
export type EventsQuestion = { readonly keys: readonly string[]; readonly snapshot: string; readonly since: string | null };

/** Parts of `event:<type>:<record id>` and `event:<type>:<property>=<value>`. */
const keyPattern = /^event:([^:]+):(?:([^=]+)=(.*)|(.+))$/s;

/**
 * Events under the keys of each question, oldest first. The properties of a record's event are the fields after the change.
 * One query for all of them.
 */
export async function eventsForKeys(db: Queryable, questions: readonly EventsQuestion[]): Promise<EventRow[][]> {
  const asked = questions.flatMap(({ keys, snapshot, since }, n) => keys.flatMap((key) => {
    const [, type, property, text, recordId] = keyPattern.exec(key) ?? [];
    return type === undefined ? [] : [{ n, type, property: property ?? null, text: text ?? null, recordId: recordId ?? null, snapshot, since }];
  }));
  const results: EventRow[][] = questions.map(() => []);
  if (asked.length === 0) return results;
  const rows = await db.query<EventRow & { n: number }>(`
    SELECT DISTINCT ON (q.n, e.seq) q.n, e.id, e.type, e.at, COALESCE(e.record, e.properties) AS properties
    FROM jsonb_to_recordset($1::jsonb) AS q(n int, type text, property text, text text, "recordId" uuid, snapshot text, since timestamptz)
    JOIN event e ON e.type = q.type
      AND (CASE WHEN q.since IS NULL
        THEN e."createdAt" > now() - interval '1 hour' AND NOT pg_visible_in_snapshot(e.xid, q.snapshot::pg_snapshot)
        ELSE e."createdAt" >= q.since END)
      AND (CASE WHEN q."recordId" IS NULL THEN COALESCE(e.record, e.properties)->>q.property = q.text
        ELSE e.id IN (SELECT l."eventId" FROM event_link l WHERE l."recordId" = q."recordId" AND l.type = q.type) END)
    ORDER BY q.n, e.seq`, [JSON.stringify(asked)]);
  for (const { n, ...event } of rows) results[n]?.push(event);
  return results;
}

/** Whether an event is of a branch's kind: its type, and the property it correlates by. Its `when` is judged apart. */
export function eventMatches(branch: WaitBranch, event: Pick<EventRow, 'type' | 'properties'>): boolean {
  if (branch.event !== event.type) return false;
  return branch.correlate === undefined || String(event.properties[branch.correlate.property]) === String(branch.correlate.value);
}
