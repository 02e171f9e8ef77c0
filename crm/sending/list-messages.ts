import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { aboutReadable } from '../records/readable.ts';
import { type MessageRow, messageColumnsWith } from './message-row.ts';

/** Which messages a list shows; what is absent narrows nothing. */
export type MessageFilter = {
  readonly channel?: string | undefined;
  /** The address it goes to; of a notification in the app, the user's id. */
  readonly to?: string | undefined;
  readonly state?: string | undefined;
  /** The record, or the person behind it. */
  readonly recordId?: string | undefined;
  readonly recordType?: RecordTypeKey | undefined;
  readonly workflow?: string | undefined;
  readonly runId?: string | undefined;
};

/** Where a page ends: the last message's time of creation and id. */
export type MessagePosition = readonly [createdAt: string, id: string];

/** A page of the ledger, newest first, of messages about records that the actor may read. One more row than `limit` says that there is a next page. */
export function listMessages(
  db: Queryable,
  {
    actor,
    filter,
    limit,
    after,
  }: { actor: Actor; filter: MessageFilter; limit: number; after: MessagePosition | null },
): Promise<MessageRow[]> {
  const params: unknown[] = [];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const { channel, to, state, recordId, recordType, workflow, runId } = filter;
  const about = aboutOf(db);
  const record = recordId === undefined ? '' : bind(recordId);
  const conditions = [
    ...(channel === undefined ? [] : [`m.channel = ${bind(channel)}`]),
    ...(to === undefined ? [] : [`m."to" = ${bind(to)}`]),
    ...(state === undefined ? [] : [`m.state = ${bind(state)}`]),
    ...(recordId === undefined ? [] : [`(${about.recordId} = ${record}::uuid OR ${about.personId} = ${record}::uuid)`]),
    ...(recordType === undefined ? [] : [`m."recordType" = ${bind(recordType)}`]),
    ...(workflow === undefined ? [] : [`m."workflowKey" = ${bind(workflow)}`]),
    ...(runId === undefined ? [] : [`m."runId" = ${bind(runId)}::uuid`]),
    ...(after === null ? [] : [`(m."createdAt", m.id) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`]),
    readable(actor, params),
  ];
  return db.query<MessageRow>(
    `SELECT ${messageColumnsWith(about)} FROM message m WHERE ${conditions.join(' AND ')} ORDER BY m."createdAt" DESC, m.id DESC LIMIT ${bind(limit + 1)}`,
    params,
  );
}

/** Whom messages are about. Those of a test run are about copies: the records these were made of are meant. */
function aboutOf({ schema }: Queryable): { readonly recordId: string; readonly personId: string } {
  const of = (column: string) =>
    schema === 'sandbox'
      ? `COALESCE((SELECT r.script->'originals'->>(m."${column}"::text) FROM run r WHERE r.id = m."runId")::uuid, m."${column}")`
      : `m."${column}"`;
  return { recordId: of('recordId'), personId: of('personId') };
}

/** One message, when the actor may read its record. */
export async function findMessage(
  db: Queryable,
  { actor, id }: { actor: Actor; id: string },
): Promise<MessageRow | undefined> {
  const params: unknown[] = [id];
  const [row] = await db.query<MessageRow>(
    `SELECT ${messageColumnsWith(aboutOf(db))} FROM message m WHERE m.id = $1 AND ${readable(actor, params)}`,
    params,
  );
  return row;
}

/** What was learned about a message, oldest first. */
export function readEvidence(
  db: Queryable,
  messageId: string,
): Promise<{ kind: string; at: Date; bot: boolean; details: unknown }[]> {
  return db.query('SELECT kind, at, bot, details FROM message_event WHERE "messageId" = $1 ORDER BY at, id LIMIT 500', [
    messageId,
  ]);
}

/** A message is as readable as the record it is about: it may quote all of it. What one was told oneself one may read again. */
function readable(actor: Actor, params: unknown[]): string {
  const about = aboutReadable(actor, { type: 'm."recordType"', id: 'm."recordId"', first: params.length + 1 });
  params.push(...about.params);
  if (about.sql === 'true' || !('userId' in actor)) return about.sql;
  return `(${about.sql} OR (m.channel = 'app' AND m."to" = $${params.push(actor.userId)}))`;
}
