import type { JsonObject } from '../../domain/json.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { Queryable } from '../database.ts';
import { propertiesOf } from '../events/links-of-events.ts';

/** Something that happened to one of the records before a simulation or test run; `isChange`: its properties are the record's fields after it. */
export type PastEvent = {
  readonly type: string;
  readonly at: Date;
  readonly properties: JsonObject;
  readonly recordId: string;
  readonly isChange: boolean;
  readonly bot: boolean;
};

/** Most events of behaviour, and changes of records, that a simulation or test run looks back to. */
const mostBehaviour = 1_000;
const mostChanges = 200;

/** The latest behaviour of a record and its person, and their latest changes, oldest first: for `performed` and waits that look back. */
export function readHistory(db: Queryable, ids: readonly unknown[], now: Date): Promise<PastEvent[]> {
  return db.query<PastEvent>(
    `SELECT * FROM (
       (SELECT DISTINCT ON (e.seq) e.seq, e.type, e.at, e.properties, l."recordId", false AS "isChange", l.bot
        FROM event_link l JOIN event e ON e.id = l."eventId"
        WHERE l."recordId" = ANY($1::uuid[]) AND l.at <= $2 ORDER BY e.seq DESC LIMIT ${mostBehaviour})
       UNION ALL
       (SELECT e.seq, e.type, e.at, ${propertiesOf('e')}, e."recordId", true, false FROM event e
        WHERE e."recordId" = ANY($1::uuid[]) AND e.record IS NOT NULL AND e.at <= $2 ORDER BY e.seq DESC LIMIT ${mostChanges})) latest
     ORDER BY at, seq`,
    [ids.filter(isUuid), now],
  );
}
