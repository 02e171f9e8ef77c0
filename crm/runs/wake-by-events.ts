import { groupBy } from '../../domain/group-by.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import { isMatchingField } from '../../domain/records/matching-field.ts';
import { isRecordType, type RecordTypeKey } from '../../domain/records/record-types.ts';
import type { StepMemory } from '../../domain/run/state.ts';
import type { Wait } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { evaluateMany } from '../lookup/evaluate-many.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../lookup/subject-data.ts';
import { type FieldCatalogue, fieldCatalogue } from '../records/fields.ts';
import type { VersionCache } from '../workflows/versions.ts';
import { eventMatches } from './wait-events.ts';
import { lockWaitKeys, type Resolution, resolveWaits } from './wake.ts';

type EventRow = {
  id: string;
  type: string;
  at: Date;
  properties: JsonObject;
  recordType: string | null;
  recordId: string | null;
  isRecord: boolean;
  links: string[];
};
type WaitRow = {
  key: string;
  positionId: string;
  runId: string;
  wait: Wait;
  since: Date;
  versionId: string;
  subjectType: RecordTypeKey;
  subjectId: string;
  startedAt: Date;
  vars: JsonObject;
  memory: Record<string, StepMemory>;
  origin: { event?: JsonObject };
  visible: boolean;
  eventId: string;
};

/**
 * Keys under which an event finds waits; the order of properties does not matter. A change of a record has a key for each field
 * that waits may match it by.
 */
function keysOfEvent(event: EventRow, catalogue: FieldCatalogue): string[] {
  const { type, recordId, links, isRecord, properties } = event;
  const scalars = Object.entries(properties).filter(([, value]) =>
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

function matchingFields({ recordType }: EventRow, catalogue: FieldCatalogue): ReadonlySet<string> {
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
  const events = await tx.query<EventRow>(
    `
    SELECT e.id, e.type, e.at, COALESCE(e.record, e.properties) AS properties, e."recordType", e."recordId", e.record IS NOT NULL AS "isRecord",
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
  await resolveWaits(tx, await met(tx, fresh, { events, now, versions }), now);
}

type Met = { events: readonly EventRow[]; now: Date; versions: VersionCache };

async function met(tx: Tx, waits: readonly WaitRow[], { events, now, versions }: Met): Promise<Resolution[]> {
  if (waits.length === 0) return [];
  const known = await versions.get(
    tx,
    waits.map(({ versionId }) => versionId),
  );
  const cache = createRecordCache(tx);
  const subjectOf = (row: WaitRow) => ({
    key: { type: row.subjectType, id: row.subjectId },
    relations: known.get(row.versionId)?.definition.needs.relations ?? [],
  });
  await loadSubjects(cache, waits.map(subjectOf));
  const questions = waits.flatMap((row) => {
    const event = events.find(({ id }) => id === row.eventId);
    const data = {
      ...subjectData(subjectOf(row), cache, now),
      vars: row.vars,
      steps: row.memory as unknown as JsonObject,
      previous: null,
      run: { id: row.runId, startedAt: row.startedAt.toISOString() },
    };
    const subject = {
      ...lookupSubject(subjectOf(row).key, cache, now),
      run: { id: row.runId, startedAt: row.startedAt.toISOString() },
    };
    const happened = event && { type: event.type, at: event.at.toISOString(), properties: event.properties };
    const paused =
      row.wait.pausedWhen === undefined
        ? []
        : [
            {
              row,
              order: -1,
              branch: '',
              happened: null,
              rule: row.wait.pausedWhen,
              data: { ...data, event: row.origin.event ?? null },
              subject,
            },
          ];
    return [
      ...paused,
      ...(row.wait.branches ?? []).flatMap((branch, order) => {
        const byRecord = row.key.startsWith('record:') && branch.event === undefined;
        if (!event || (!byRecord && !eventMatches(branch, event))) return [];
        const rule: Json = branch.when ?? true;
        return [
          {
            row,
            order,
            branch: branch.id,
            happened: byRecord ? null : happened,
            rule,
            data: { ...data, event: byRecord ? (row.origin.event ?? null) : happened },
            subject,
          },
        ];
      }),
    ];
  });
  const judged = await evaluateMany(tx, questions);
  const answered = questions.map((question, n) => ({ ...question, true: truthy(judged[n]?.value) }));
  const resolutions = new Map<string, Resolution>();
  for (const [positionId, group] of groupBy(answered, ({ row }) => row.positionId)) {
    // Changes of the record do not wake a wait that is paused; events do.
    const isPaused = group.some((question) => question.order === -1 && question.true);
    const hits = group.filter(
      (question) => question.true && question.order >= 0 && !(isPaused && question.happened === null),
    );
    // The oldest event decides, and of the branches that it meets the first.
    const oldest = hits.filter(({ row }) => row.eventId === hits[0]?.row.eventId);
    const hit = oldest.toSorted((a, b) => a.order - b.order)[0];
    if (!hit) continue;
    const outcome: Json = {
      by: 'branch',
      branch: hit.branch,
      at: now.toISOString(),
      ...(hit.happened ? { event: hit.happened } : {}),
    };
    resolutions.set(positionId, { positionId, runId: hit.row.runId, outcome });
  }
  return [...resolutions.values()];
}
