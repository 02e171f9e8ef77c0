import { isMatchingField } from '../../domain/records/matching-field.ts';
import { isRecordType, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Tx } from '../database.ts';
import { type FieldCatalogue, fieldCatalogue } from '../records/fields.ts';
import type { VersionCache } from '../workflows/versions.ts';
import { metWaits, type WaitRow, type WakingEvent } from './met-waits.ts';
import { waitKeysOf } from './wait-keys.ts';
import { lockWaitKeys, resolveWaits } from './wake.ts';

/**
 * Keys under which an event finds waits; the order of properties does not matter. A change of a record has a key for each field
 * that waits may match it by, also for what stood there before: who counts related records learns of one that has gone elsewhere.
 */
function keysOfEvent(event: WakingEvent, catalogue: FieldCatalogue): string[] {
  const { type, recordId, links, isRecord, properties, changes } = event;
  const before = Object.entries(changes ?? {}).map(([field, change]) => [field, change.old] as const);
  const scalars = [...Object.entries(properties), ...before].filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  const named = isRecord
    ? scalars.filter(([property]) => matchingFields(event, catalogue).has(property))
    : scalars.slice(0, 50);
  return [
    ...(isRecord && recordId !== null ? [`record:${recordId}`] : []),
    ...[...new Set([...links, ...(recordId === null ? [] : [recordId])])].map((id) => `event:${type}:${id}`),
    ...named.map(([property, value]) => `event:${type}:${property}=${String(value)}`),
  ];
}

function matchingFields({ recordType }: WakingEvent, catalogue: FieldCatalogue): ReadonlySet<string> {
  const fields = recordType !== null && isRecordType(recordType) ? catalogue.fieldsOf(recordType) : [];
  return new Set(fields.filter(isMatchingField).map(({ key }) => key));
}

/**
 * Ends the waits that these events meet. Locks the keys first, as the registering of waits does, so that no event and no wait
 * pass each other by. An event that a wait had already seen when it began does not count.
 */
export async function wakeByEvents(
  tx: Tx,
  eventIds: readonly string[],
  { now, versions }: { now: Date; versions: VersionCache },
): Promise<void> {
  if (eventIds.length === 0) return;
  const events = await tx.query<WakingEvent>(
    `
    SELECT e.id, e.type, e.at, COALESCE(e.record, e.properties) AS properties, e."recordType", e."recordId", e.record IS NOT NULL AS "isRecord",
      CASE WHEN e.type = 'record.updated' THEN e.changes END AS changes,
      ARRAY(SELECT l."recordId"::text FROM event_link l WHERE l."eventId" = e.id) AS links
    FROM event e WHERE e.id = ANY($1::uuid[]) ORDER BY e.seq`,
    [eventIds],
  );
  const catalogue = await fieldCatalogue(tx);
  const keys = events.flatMap((event) => keysOfEvent(event, catalogue).map((key) => ({ eventId: event.id, key })));
  await lockWaitKeys(
    tx,
    keys.map(({ key }) => key),
  );
  const waits = await tx.query<WaitRow>(
    `
    SELECT k.key, q."eventId", p.id AS "positionId", p."runId", p.wait, p.since, r."versionId", r."subjectType", r."subjectId", r."startedAt", r.vars,
      r.memory, r.origin, pg_visible_in_snapshot(e.xid, p.snapshot::pg_snapshot) AS visible
    FROM jsonb_to_recordset($1::jsonb) AS q("eventId" uuid, key text)
    JOIN event e ON e.id = q."eventId" JOIN wait_key k ON k.key = q.key JOIN run_position p ON p.id = k."positionId" JOIN run r ON r.id = p."runId"
    WHERE p.state = 'waiting' AND p.outcome IS NULL AND r."endedAt" IS NULL ORDER BY e.seq`,
    [JSON.stringify(keys)],
  );
  const fresh = waits.filter(
    ({ visible, wait, key }) => !visible || wait.since !== undefined || key.startsWith('record:'),
  );
  await followReferences(tx, fresh, events);
  await resolveWaits(tx, await metWaits(tx, fresh, { events, now, versions }), now);
}

/**
 * Waits of a record that points elsewhere now are found by what it points to, too. Their keys stand, and are locked, before the
 * waits are judged: what commits meanwhile is either seen then or finds them.
 */
async function followReferences(tx: Tx, waits: readonly WaitRow[], events: readonly WakingEvent[]): Promise<void> {
  const keys = waits.flatMap(({ key, eventId, positionId, runId, wait, ...row }) => {
    const event = key === `record:${row.subjectId}` ? events.find(({ id }) => id === eventId) : undefined;
    if (!event || !pointsElsewhere(row.subjectType, event)) return [];
    const subject = { type: row.subjectType, id: row.subjectId };
    const found = waitKeysOf({ wait, subject, record: event.properties });
    return [...found.events, ...found.conditions].map((name) => ({ positionId, runId, key: name }));
  });
  if (keys.length === 0) return;
  await lockWaitKeys(
    tx,
    keys.map(({ key }) => key),
  );
  await tx.query(
    `INSERT INTO wait_key ("positionId", key, "runId") SELECT k."positionId", k.key, k."runId"
     FROM jsonb_to_recordset($1::jsonb) AS k("positionId" uuid, key text, "runId" uuid) ON CONFLICT DO NOTHING`,
    [JSON.stringify(keys)],
  );
}

function pointsElsewhere(type: RecordTypeKey, { changes }: WakingEvent): boolean {
  return recordTypes[type].relations.some(({ kind, via }) => kind === 'one' && Object.hasOwn(changes ?? {}, via));
}
