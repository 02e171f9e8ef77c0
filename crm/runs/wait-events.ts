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
  const asked = questions.flatMap(({ keys, positionId, snapshot, since }, n) =>
    keys.flatMap((key) => {
      const [, type, property, text, recordId] = keyPattern.exec(key) ?? [];
      return type === undefined
        ? []
        : [
            {
              n,
              type,
              property: property ?? null,
              text: text ?? null,
              recordId: recordId ?? null,
              positionId,
              snapshot,
              since,
              after: new Date(timeOfId(positionId) - slack),
            },
          ];
    }),
  );
  const results: EventRow[][] = questions.map(() => []);
  if (asked.length === 0) return results;
  const rows = await db.query<EventRow & { n: number }>(
    `
    SELECT DISTINCT ON (q.n, e.seq) q.n, e.id, e.type, e.at, ${propertiesOf('e')} AS properties
    FROM jsonb_to_recordset($1::jsonb) AS q(n int, type text, property text, text text, "recordId" uuid, "positionId" uuid, snapshot text, since timestamptz, after timestamptz)
    LEFT JOIN run_position p ON p.id = q."positionId"
    JOIN event e ON e.type = q.type
      AND (CASE WHEN q.since IS NULL
        THEN e."createdAt" > q.after AND NOT pg_visible_in_snapshot(e.xid, COALESCE(p.snapshot, q.snapshot)::pg_snapshot)
        ELSE e.at >= q.since END)
      AND (CASE WHEN q."recordId" IS NULL THEN ${propertiesOf('e')}->>q.property = q.text
        ELSE e."recordId" = q."recordId" OR e.id IN (SELECT l."eventId" FROM event_link l WHERE l."recordId" = q."recordId" AND l.type = q.type) END)
    ORDER BY q.n, e.seq`,
    [JSON.stringify(asked)],
  );
  for (const { n, ...event } of rows) results[n]?.push(event);
  return results;
}

/** Whether an event is of a branch's kind: its type, and the property it correlates by. Its `when` is judged apart. */
export function eventMatches(branch: WaitBranch, event: Pick<EventRow, 'type' | 'properties'>): boolean {
  if (branch.event !== event.type) return false;
  return (
    branch.correlate === undefined ||
    String(event.properties[branch.correlate.property]) === String(branch.correlate.value)
  );
}
