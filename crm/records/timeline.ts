import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type Actor, reachOf } from '../actor.ts';
import { approvalReach } from '../approvals/approval-reach.ts';
import type { Queryable } from '../database.ts';
import { runReach } from '../runs/run-reach.ts';
import { aboutReadable, type Condition } from './readable.ts';
import { reachCondition } from './rights.ts';

/** One thing that happened to a record; what else it says depends on its kind. */
export type TimelineItem = {
  readonly kind: 'message' | 'event' | 'interaction' | 'task' | 'run' | 'approval' | 'assignment' | 'change';
  readonly id: string;
  readonly at: string;
  readonly [key: string]: unknown;
};

export type TimelinePage = {
  readonly items: readonly TimelineItem[];
  readonly next: readonly [at: string, id: string] | null;
};

/** A right to what is shown beside the record, from `$first` on; null without any. */
type Reading = (actor: Actor, first: number) => Condition | null;

/**
 * Sources of the timeline: for each the time and id it is ordered by, what it says, where the record is looked for, and what else
 * than the record its reader must be allowed to read. `$1` are the ids of the record (and of the leads a contact came from).
 */
const sources: {
  readonly [K in TimelineItem['kind']]: { at: string; id?: string; from: string; says: string; reading?: Reading };
} = {
  message: {
    at: 't."createdAt"',
    from: `message t WHERE (t."recordId" = ANY($1::uuid[]) OR t."personId" = ANY($1::uuid[])) AND t.payload->'test' IS NULL`,
    says: `'channel', t.channel, 'state', t.state, 'reason', t.reason, 'to', t."to", 'subject', t.subject, 'runId', t."runId",
      'template', t.template, 'workflow', t."workflowKey", 'sentAt', t."sentAt"`,
    reading: (actor, first) =>
      reachOf(actor, 'message:read') === null
        ? null
        : aboutReadable(actor, { type: 't."recordType"', id: 't."recordId"', first }),
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
    reading: (actor, first) => reachCondition({ actor, action: 'read', type: 'interaction', first }),
  },
  task: {
    at: 't."createdAt"',
    from: 'task t WHERE t."relatedId" = ANY($1::uuid[])',
    says: `'title', t.title, 'status', t.status, 'outcome', t.outcome, 'assigneeId', t."assigneeId", 'dueAt', t."dueAt"`,
    reading: (actor, first) => reachCondition({ actor, action: 'read', type: 'task', first }),
  },
  run: {
    at: 'r."startedAt"',
    id: 'r.id',
    from: 'run r JOIN workflow w ON w.id = r."workflowId" WHERE r."subjectId" = ANY($1::uuid[])',
    says: `'workflow', r."workflowKey", 'workflowName', w.name, 'version', r.version, 'state', r.state, 'endedAt', r."endedAt"`,
    reading: (actor, first) => runReach(actor, 'run:read', first),
  },
  approval: {
    at: 'a."createdAt"',
    id: 'a.id',
    from: 'approval a WHERE a."recordId" = ANY($1::uuid[])',
    says: `'approvalKind', a.kind, 'title', a.title, 'state', a.state, 'round', a.round, 'endedAt', a."endedAt", 'runId', a."runId"`,
    reading: (actor, first) => approvalReach(actor, first),
  },
  assignment: {
    at: 't.at',
    from: 'assignment t WHERE t."recordId" = ANY($1::uuid[])',
    says: `'userId', t."userId", 'queue', t.queue, 'by', t."by", 'reason', t.reason, 'runId', t."runId"`,
  },
  change: {
    at: 't.at',
    from: `audit_entry t WHERE t."resourceId" = ANY($1::uuid[]::text[]) AND t.action LIKE 'record.%'`,
    says: `'action', replace(t.action, 'record.', ''), 'changes', t.changes, 'actorType', t."actorType", 'actorId', t."actorId", 'recordType', t."resourceType"`,
  },
};

/**
 * A page of everything that happened to a record, newest first, as far as the reader may read it; whether they may see the record
 * is asked before.
 */
export async function readTimeline(
  db: Queryable,
  {
    actor,
    type,
    id,
    limit,
    after,
  }: {
    actor: Actor;
    type: RecordTypeKey;
    id: string;
    limit: number;
    after?: readonly [at: string, id: string] | undefined;
  },
): Promise<TimelinePage> {
  const params: unknown[] = [await idsOf(db, type, id), after?.[0] ?? null, after?.[1] ?? null, limit + 1];
  const parts = Object.entries(sources).flatMap(([kind, { at, id: key = 't.id', from, says, reading }]) => {
    const readable = reading ? reading(actor, params.length + 1) : { sql: 'true', params: [] };
    if (readable === null) return [];
    params.push(...readable.params);
    return `(SELECT '${kind}' AS kind, ${key} AS id, ${at} AS at, jsonb_build_object(${says}) AS says FROM ${from} AND ${readable.sql}
        AND ($2::timestamptz IS NULL OR (${at}, ${key}) < ($2::timestamptz, $3::uuid)) ORDER BY ${at} DESC, ${key} DESC LIMIT $4)`;
  });
  const rows = await db.query<{ kind: TimelineItem['kind']; id: string; at: Date; says: JsonObject }>(
    `${parts.join('\nUNION ALL\n')}\nORDER BY at DESC, id DESC LIMIT $4`,
    params,
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
