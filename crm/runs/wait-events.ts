import type { JsonObject } from '../../domain/json.ts';
import type { WaitBranch } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { propertiesOf } from '../events/links-of-events.ts';
import { timeOfId } from '../ids.ts';

export type EventRow = {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly properties: JsonObject;
};

/**
 * What a wait asks of events that are there already: since an instant, or later than the transactions its position had seen
 * when it arrived; `snapshot` for a position that this very transaction makes.
 */
export type EventsQuestion = {
  readonly keys: readonly string[];
  readonly positionId: string;
  readonly snapshot: string;
  readonly since: string | null;
};

/** How much earlier than its position an event may say it was made: longest transaction, clocks that differ. In ms. */
const slack = 3_600_000;

/** Parts of `event:<type>:<record id>` and `event:<type>:<property>=<value>`. */
const keyPattern = /^event:([^:]+):(?:([^=]+)=(.*)|(.+))$/s;

/**
 * Events under the keys of each question, oldest first. The properties of a record's event are the fields after the change.
 * One query for all of them.
 */
export async function eventsForKeys(db: Queryable, questions: readonly EventsQuestion[]): Promise<EventRow[][]> {
  const asked = questions.flatMap((question, n) => question.keys.flatMap((key) => askedBy(key, question, n)));
  const results: EventRow[][] = questions.map(() => []);
  if (asked.length === 0) return results;
  const records = [...new Set(asked.flatMap(({ recordId }) => recordId ?? []))];
  const matched = [...new Set(asked.flatMap(({ type, recordId }) => (recordId === null ? [type] : [])))];
  const rows = await db.query<EventRow & { n: number }>(eventsSql, [JSON.stringify(asked), records, matched]);
  for (const { n, ...event } of rows) results[n]?.push(event);
  return results;
}

function askedBy(key: string, { positionId, snapshot, since }: EventsQuestion, n: number) {
  const [, type, property, text, recordId] = keyPattern.exec(key) ?? [];
  if (type === undefined) return [];
  const after = since === null ? new Date(timeOfId(positionId) - slack).toISOString() : '-infinity';
  const of = { property: property ?? null, text: text ?? null, recordId: recordId ?? null };
  return [{ n, type, ...of, positionId, snapshot, since, after }];
}

/** Each key has an index that leads to its few events: by record, by link, by type and time. Only then is asked which of them count. */
const eventsSql = `
  WITH q AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS q(n int, type text, property text, text text, "recordId" uuid, "positionId" uuid, snapshot text,
      since timestamptz, after timestamptz)),
  found AS (
    SELECT q.n, q."positionId", q.snapshot, q.since, e.id FROM q JOIN event e ON e."recordId" = q."recordId" AND e.type = q.type
      WHERE e."recordId" = ANY($2::uuid[]) AND e."createdAt" > q.after
    UNION SELECT q.n, q."positionId", q.snapshot, q.since, l."eventId" FROM q JOIN event_link l ON l."recordId" = q."recordId" AND l.type = q.type
      WHERE l."recordId" = ANY($2::uuid[]) AND (q.since IS NULL OR l.at >= q.since)
    UNION SELECT q.n, q."positionId", q.snapshot, q.since, e.id FROM q JOIN event e ON e.type = q.type
      WHERE q."recordId" IS NULL AND e.type = ANY($3::text[]) AND e."createdAt" > q.after AND ${propertiesOf('e')}->>q.property = q.text)
  SELECT DISTINCT ON (f.n, e.seq) f.n, e.id, e.type, e.at, ${propertiesOf('e')} AS properties
  FROM found f JOIN event e ON e.id = f.id LEFT JOIN run_position p ON p.id = f."positionId"
  WHERE CASE WHEN f.since IS NULL THEN NOT pg_visible_in_snapshot(e.xid, COALESCE(p.snapshot, f.snapshot)::pg_snapshot) ELSE e.at >= f.since END
  ORDER BY f.n, e.seq`;

/** Whether an event is of a branch's kind: its type, and the property it correlates by. Its `when` is judged apart. */
export function eventMatches(branch: WaitBranch, event: Pick<EventRow, 'type' | 'properties'>): boolean {
  if (branch.event !== event.type) return false;
  return (
    branch.correlate === undefined ||
    String(event.properties[branch.correlate.property]) === String(branch.correlate.value)
  );
}
