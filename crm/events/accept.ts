import type { Json } from '../../domain/json.ts';
import { utcTime } from '../../domain/records/field-schema.ts';
import type { Actor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { Cause } from '../runs/run-row.ts';
import { checkEvent } from './check-event.ts';
import type { AcceptResult, IncomingEvent } from './incoming-event.ts';
import { type Linked, linkEvents } from './link-events.ts';

export type { AcceptResult, IncomingEvent } from './incoming-event.ts';

export type AcceptContext = { readonly actor: Actor; readonly cause: Cause; readonly now: Date };

type Accepted = {
  readonly index: number;
  readonly eventId: string;
  readonly event: IncomingEvent;
  readonly linked: Linked;
};

/**
 * Takes reported behaviour into the caller's transaction: it is accepted when that commits. An id that was reported
 * before, also at the same time by somebody else, is the event that is there already. Each event gets its own result.
 * Call `notifyEvents` after the commit.
 */
export async function acceptEvents(
  tx: Tx,
  context: AcceptContext,
  events: readonly IncomingEvent[],
): Promise<AcceptResult[]> {
  const problems = events.map((event) => checkEvent(event, context));
  const sound = events.filter((_, index) => problems[index] === null);
  const linkedSound = await linkEvents(tx, sound);
  const linkedOf = new Map(sound.map((event, index) => [event, linkedSound[index] ?? { links: [] }]));
  const candidates = events.flatMap((event, index): Accepted[] => {
    const linked = linkedOf.get(event);
    return linked && !linked.missing && problems[index] === null ? [{ index, eventId: newId(), event, linked }] : [];
  });
  const known = await claimKeys(tx, context, candidates);
  const fresh = candidates.filter(({ event, eventId }) => event.id === undefined || known.get(event.id) === eventId);
  await insertEvents(tx, context, fresh);
  const byIndex = new Map(candidates.map((item) => [item.index, item]));
  const before = await reportedBefore(
    tx,
    context,
    sound.filter((event) => linkedOf.get(event)?.missing),
  );
  return events.map((event, index): AcceptResult => {
    const problem = problems[index];
    if (problem) return { kind: 'issues', ...problem };
    const item = byIndex.get(index);
    const older = event.id === undefined ? undefined : before.get(event.id);
    // Its record may have been deleted since.
    if (!item && older) return { kind: 'accepted', eventId: older, duplicate: true, links: [] };
    if (!item) return missing(linkedOf.get(event)?.missing ?? 'recordId');
    const eventId = event.id === undefined ? item.eventId : (known.get(event.id) ?? item.eventId);
    return { kind: 'accepted', eventId, duplicate: eventId !== item.eventId, links: item.linked.links };
  });
}

/** Makes the callers' ids unique, in one order everywhere; gives the event of each id, which may be an older one. */
async function claimKeys(
  tx: Tx,
  { actor }: AcceptContext,
  candidates: readonly Accepted[],
): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for (const { event, eventId } of candidates) {
    if (event.id !== undefined && !wanted.has(event.id)) wanted.set(event.id, eventId);
  }
  if (wanted.size === 0) return new Map();
  const prefix = prefixOf(actor);
  const keys = [...wanted]
    .map(([id, eventId]) => ({ key: `${prefix}${id}`, eventId }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  await tx.query(
    `INSERT INTO event_key (key, "eventId") SELECT key, "eventId" FROM jsonb_to_recordset($1::jsonb) AS x(key text, "eventId" uuid)
     ON CONFLICT (key) DO NOTHING`,
    [JSON.stringify(keys)],
  );
  return readKeys(tx, prefix, [...wanted.keys()]);
}

/** The events that were accepted before under the ids of these. */
function reportedBefore(
  tx: Tx,
  { actor }: AcceptContext,
  events: readonly IncomingEvent[],
): Promise<Map<string, string>> {
  return readKeys(
    tx,
    prefixOf(actor),
    events.flatMap(({ id }) => id ?? []),
  );
}

/** Ids of clients and those that the engine gives are apart. */
const prefixOf = (actor: Actor) => ('permissions' in actor ? 'client:' : 'engine:');

async function readKeys(tx: Tx, prefix: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ key: string; eventId: string }>(
    'SELECT key, "eventId" FROM event_key WHERE key = ANY($1::text[])',
    [ids.map((id) => `${prefix}${id}`)],
  );
  return new Map(rows.map(({ key, eventId }) => [key.slice(prefix.length), eventId]));
}

async function insertEvents(
  tx: Tx,
  { actor, cause, now }: AcceptContext,
  accepted: readonly Accepted[],
): Promise<void> {
  if (accepted.length === 0) return;
  const rows = accepted.map(({ event, eventId, linked: { links } }) => ({
    id: eventId,
    type: event.type,
    // Behaviour of a record is dispatched after what happened to the record before.
    orderKey: links[0]?.id ?? eventId,
    recordType: links[0]?.type ?? null,
    recordId: links[0]?.id ?? null,
    at: event.at === undefined ? now.toISOString() : utcTime(event.at),
    properties: {
      ...(event.email === undefined ? {} : { email: event.email.trim().toLowerCase() }),
      ...event.properties,
    } satisfies Record<string, Json>,
    actorType: actor.type,
    actorId: actor.id,
    cause,
    bot: event.properties?.bot === true,
    links,
  }));
  await tx.query(
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, type text, "orderKey" text, "recordType" text, "recordId" uuid,
         at timestamptz, properties jsonb, "actorType" text, "actorId" text, cause jsonb, bot bool, links jsonb)
     ), made AS (
       INSERT INTO event (id, type, "orderKey", "recordType", "recordId", at, properties, "actorType", "actorId", cause)
       SELECT id, type, "orderKey", "recordType", "recordId", at, properties, "actorType", "actorId", cause FROM given
       RETURNING id, seq
     )
     INSERT INTO event_link ("eventId", "recordType", "recordId", type, at, seq, bot)
     SELECT given.id, link.type, link.id, given.type, given.at, made.seq, given.bot
     FROM given JOIN made ON made.id = given.id, jsonb_to_recordset(given.links) AS link(type text, id uuid)`,
    [JSON.stringify(rows)],
  );
}

function missing(field: 'contactId' | 'recordId'): AcceptResult {
  const message = `There is no ${field === 'contactId' ? 'contact' : 'record'} with this id.`;
  return {
    kind: 'issues',
    code: 'invalid',
    issues: [{ severity: 'error', code: 'no-such-record', path: `/${field}`, message }],
  };
}
