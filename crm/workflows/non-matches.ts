import type { Json } from '../../domain/json.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';
import { newId } from '../ids.ts';

/** The rule did not hold, or held before the change already where the record was to enter it. */
export type NonMatchReason = 'rule-false' | 'true-before';

/** An event that a trigger's rule did not match. */
export type NonMatch = {
  readonly workflowId: string;
  readonly version: number;
  readonly triggerId: string;
  readonly subject: RecordKey;
  readonly event: { readonly id: string; readonly type: string };
  readonly reason: NonMatchReason;
  readonly trace: Json;
};

export type NonMatchView = {
  readonly id: string;
  readonly version: number;
  readonly triggerId: string;
  readonly eventId: string;
  readonly event: string;
  readonly reason: NonMatchReason;
  readonly at: string;
  readonly trace: Json;
};

/** Samples are forgotten after so many days; of one workflow the newest are kept. */
const keptDays = 3;
const keptOfWorkflow = 500;

/** Keeps samples in one statement. */
export async function keepNonMatches(db: Queryable, samples: readonly NonMatch[], now: Date): Promise<void> {
  const rows = samples.map(({ subject, event, ...rest }) => ({
    ...rest,
    id: newId(),
    subjectType: subject.type,
    subjectId: subject.id,
    eventId: event.id,
    eventType: event.type,
  }));
  await db.query(
    `INSERT INTO non_match (id, "workflowId", version, "triggerId", "subjectType", "subjectId", "eventId", "eventType", reason, trace, "createdAt")
     SELECT id, "workflowId", version, "triggerId", "subjectType", "subjectId", "eventId", "eventType", reason, trace, $2
     FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, "workflowId" uuid, version int, "triggerId" text, "subjectType" text, "subjectId" uuid,
       "eventId" uuid, "eventType" text, reason text, trace jsonb)`,
    [JSON.stringify(rows), now],
  );
}

/** The samples of a record in a workflow, newest first. */
export async function readNonMatches(db: Queryable, workflowId: string, recordId: string): Promise<NonMatchView[]> {
  const rows = await db.query<Omit<NonMatchView, 'at'> & { createdAt: Date }>(
    `SELECT id, version, "triggerId", "eventId", "eventType" AS event, reason, "createdAt", trace FROM non_match
     WHERE "workflowId" = $1 AND "subjectId" = $2 ORDER BY "createdAt" DESC, id DESC LIMIT 20`,
    [workflowId, recordId],
  );
  return rows.map(({ createdAt, ...row }) => ({ ...row, at: createdAt.toISOString() }));
}

/** Forgets samples that are old, or too many of one workflow. */
export async function forgetNonMatches(db: Queryable): Promise<void> {
  await db.query(
    `DELETE FROM non_match n USING (
       SELECT id, row_number() OVER (PARTITION BY "workflowId" ORDER BY "createdAt" DESC, id DESC) AS place FROM non_match) p
     WHERE p.id = n.id AND (p.place > $1 OR n."createdAt" < now() - make_interval(days => $2))`,
    [keptOfWorkflow, keptDays],
  );
}
