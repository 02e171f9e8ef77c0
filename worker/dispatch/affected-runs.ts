import type { Tx } from '../../crm/database.ts';
import type { Admitting } from '../../crm/runs/admit-waiting.ts';
import { cancelRuns } from '../../crm/runs/cancel-runs.ts';
import { loadRuns } from '../../crm/runs/load-runs.ts';
import { refuseWaiting } from '../../crm/runs/refuse-waiting.ts';
import { releaseQueued } from '../../crm/runs/release-queued.ts';
import { makeDue } from '../../crm/runs/wake.ts';
import type { LiveVersion } from '../../crm/workflows/versions.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import type { OutboxEvent } from './claim-events.ts';
import { ownStop, type RelatedStop } from './stop-reads.ts';
import type { TriggerIndex } from './trigger-index.ts';

type RunOf = { id: string; versionId: string; subjectId: string };
type Touching = Admitting & { readonly index: TriggerIndex };

/**
 * Makes the runs due whose exit or goal looks at what has happened: their next leg judges it first. Runs whose record was
 * deleted end, unless their workflow says that they go on.
 */
export async function touchRuns(
  tx: Tx,
  events: readonly OutboxEvent[],
  { index, ...admitting }: Touching,
): Promise<void> {
  const { versions, now } = admitting;
  const subjectIds = [...new Set(events.flatMap(recordsOf))];
  const runs =
    subjectIds.length === 0
      ? []
      : await tx.query<RunOf>(
          'SELECT id, "versionId", "subjectId" FROM run WHERE "subjectId" = ANY($1::uuid[]) AND "endedAt" IS NULL',
          [subjectIds],
        );
  const known = await versions.get(
    tx,
    runs.map(({ versionId }) => versionId),
  );
  const touched = runs.filter(({ versionId, subjectId }) => {
    const version = known.get(versionId);
    return version && events.some((event) => recordsOf(event).includes(subjectId) && concerns(version, event));
  });
  const deleted = events.flatMap(({ type, recordId }) =>
    type === 'record.deleted' && recordId !== null ? [recordId] : [],
  );
  const ending = runs.filter(
    ({ subjectId, versionId }) =>
      deleted.includes(subjectId) && known.get(versionId)?.definition.enrollment.onSubjectDeleted !== 'continue',
  );
  await endOfDeleted(tx, { deleted, ending: ending.map(({ id }) => id) }, admitting);
  const across: string[] = [];
  for (const event of events) across.push(...(await runsAcross(tx, event, index)));
  await makeDue(tx, [...new Set([...touched.map(({ id }) => id), ...across])], now);
}

/** Ends what was under way for deleted records; nothing that waits for its turn starts for them any more. */
async function endOfDeleted(
  tx: Tx,
  { deleted, ending }: { deleted: readonly string[]; ending: readonly string[] },
  admitting: Admitting,
): Promise<void> {
  if (deleted.length === 0) return;
  const { now } = admitting;
  await refuseWaiting(tx, { subjectIds: deleted }, { reason: 'subject-deleted', now });
  if (ending.length === 0) return;
  const runs = await loadRuns(tx, ending);
  await cancelRuns(tx, ending, { now, reason: 'subject-deleted' });
  await releaseQueued(tx, runs, admitting);
}

/** The record of a change, or those that behaviour is of. */
function recordsOf({ record, recordId, links }: OutboxEvent): string[] {
  if (record !== null) return recordId === null ? [] : [recordId];
  return links.map(({ id }) => id);
}

function concerns(version: LiveVersion, { record, changes, type }: OutboxEvent): boolean {
  const { fields, events } = ownStop(version);
  if (record === null || events.has(type)) return events.has(type);
  return Object.keys(changes ?? {}).some((field) => fields === 'any' || fields.has(field));
}

async function runsAcross(tx: Tx, event: OutboxEvent, index: TriggerIndex): Promise<string[]> {
  const changed =
    event.record === null
      ? event.links
      : event.recordId !== null && event.recordType !== null
        ? [{ type: event.recordType, id: event.recordId }]
        : [];
  const ids: string[] = [];
  for (const { type, id } of changed) {
    for (const stop of index.relatedStops(type))
      if (isRead(stop, event)) ids.push(...(await runsBeside(tx, stop, { event, id })));
  }
  return ids;
}

function isRead({ fields, events, kind }: RelatedStop, { record, changes, type }: OutboxEvent): boolean {
  if (record === null || events.includes(type)) return events.includes(type);
  // A record that is new or gone changes what is counted of many.
  if (type === 'record.deleted' || fields === 'any') return kind === 'many' || fields === 'any';
  return fields.some((field) => Object.hasOwn(changes ?? {}, field));
}

async function runsBeside(
  tx: Tx,
  { versionId, subject, kind, via }: RelatedStop,
  { event, id }: { event: OutboxEvent; id: string },
): Promise<string[]> {
  if (kind === 'one') {
    const rows = await tx.query<{ id: string }>(
      `
      SELECT r.id FROM "${recordTypes[subject].table}" s JOIN run r ON r."subjectId" = s.id AND r."versionId" = $2 AND r."endedAt" IS NULL WHERE s."${via}" = $1`,
      [id, versionId],
    );
    return rows.map((row) => row.id);
  }
  const pointed = [event.record?.[via], event.changes?.[via]?.old].filter((value) => typeof value === 'string');
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM run WHERE "subjectId" = ANY($1::uuid[]) AND "versionId" = $2 AND "endedAt" IS NULL',
    [pointed, versionId],
  );
  return rows.map((row) => row.id);
}
