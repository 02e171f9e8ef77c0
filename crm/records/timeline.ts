import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Queryable } from '../database.ts';

/** One thing that happened to a record; what else it says depends on its kind. */
export type TimelineItem = {
  readonly kind: 'message' | 'event' | 'interaction' | 'task' | 'run' | 'change';
  readonly id: string;
  readonly at: string;
  readonly [key: string]: unknown;
};

export type TimelinePage = {
  readonly items: readonly TimelineItem[];
  readonly next: readonly [at: string, id: string] | null;
};

/**
 * Sources of the timeline: for each the time and id it is ordered by, what it says, and where the record is looked for.
 * `$1` are the ids of the record (and of the leads a contact came from).
 */
const sources: { readonly [K in TimelineItem['kind']]: { at: string; from: string; says: string } } = {
  message: {
    at: 't."createdAt"',
    from: `message t WHERE (t."recordId" = ANY($1::uuid[]) OR t."personId" = ANY($1::uuid[])) AND t.payload->'test' IS NULL`,
    says: `'channel', t.channel, 'state', t.state, 'reason', t.reason, 'to', t."to", 'subject', t.subject, 'runId', t."runId",
      'template', t.template, 'workflow', t."workflowKey", 'sentAt', t."sentAt"`,
  },
  event: {
    at: 't.at',
    from: `(SELECT DISTINCT ON (e.id) e.* FROM event_link l JOIN event e ON e.id = l."eventId" WHERE l."recordId" = ANY($1::uuid[])) t WHERE true`,
    says: `'type', t.type, 'properties', t.properties`,
  },
  interaction: {
    at: 'coalesce(t.at, t."createdAt")',
    from: 'interaction t WHERE t."relatedId" = ANY($1::uuid[])',
    says: `'interactionKind', t.kind, 'direction', t.direction, 'outcome', t.outcome, 'body', t.body, 'durationMinutes', t."durationMinutes", 'ownerId', t."ownerId"`,
  },
  task: {
    at: 't."createdAt"',
    from: 'task t WHERE t."relatedId" = ANY($1::uuid[])',
    says: `'title', t.title, 'status', t.status, 'outcome', t.outcome, 'assigneeId', t."assigneeId", 'dueAt', t."dueAt"`,
  },
  run: {
    at: 't."startedAt"',
    from: '(SELECT r.*, w.name FROM run r JOIN workflow w ON w.id = r."workflowId") t WHERE t."subjectId" = ANY($1::uuid[])',
    says: `'workflow', t."workflowKey", 'workflowName', t.name, 'version', t.version, 'state', t.state, 'endedAt', t."endedAt"`,
  },
  change: {
    at: 't.at',
    from: `audit_entry t WHERE t."resourceId" = ANY($1::uuid[]::text[]) AND t.action LIKE 'record.%'`,
    says: `'action', replace(t.action, 'record.', ''), 'changes', t.changes, 'actorType', t."actorType", 'actorId', t."actorId", 'recordType', t."resourceType"`,
  },
};

/** A page of everything that happened to a record, newest first; whether the reader may see the record is asked before. */
export async function readTimeline(
  db: Queryable,
  {
    type,
    id,
    limit,
    after,
  }: { type: RecordTypeKey; id: string; limit: number; after?: readonly [at: string, id: string] | undefined },
): Promise<TimelinePage> {
  const parts = Object.entries(sources).map(
    ([kind, { at, from, says }]) =>
      `(SELECT '${kind}' AS kind, t.id, ${at} AS at, jsonb_build_object(${says}) AS says FROM ${from}
        AND ($2::timestamptz IS NULL OR (${at}, t.id) < ($2::timestamptz, $3::uuid)) ORDER BY ${at} DESC, t.id DESC LIMIT $4)`,
  );
  const rows = await db.query<{ kind: TimelineItem['kind']; id: string; at: Date; says: JsonObject }>(
    `${parts.join('\nUNION ALL\n')}\nORDER BY at DESC, id DESC LIMIT $4`,
    [await idsOf(db, type, id), after?.[0] ?? null, after?.[1] ?? null, limit + 1],
  );
  const items = rows
    .slice(0, limit)
    .map(({ kind, id: itemId, at, says }) => ({ kind, id: itemId, at: at.toISOString(), ...says }));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? [last.at, last.id] : null };
}

/** A contact has the past of the leads that became it. */
async function idsOf(db: Queryable, type: RecordTypeKey, id: string): Promise<string[]> {
  if (type !== 'contact') return [id];
  const leads = await db.query<{ leadId: string }>('SELECT "leadId" FROM lead_conversion WHERE "contactId" = $1', [id]);
  return [id, ...leads.map(({ leadId }) => leadId)];
}
