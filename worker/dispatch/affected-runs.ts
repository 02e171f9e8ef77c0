import { recordTypes } from '../../domain/records/record-types.ts';
import type { Tx } from '../../crm/database.ts';
import { cancelRuns } from '../../crm/runs/cancel-runs.ts';
import { makeDue } from '../../crm/runs/wake.ts';
import type { VersionCache } from '../../crm/workflows/versions.ts';
import type { OutboxEvent } from './claim-events.ts';
import type { TriggerIndex } from './trigger-index.ts';

type RunOf = { id: string; versionId: string; subjectId: string };

/**
 * Makes the runs due whose exit or goal reads what has changed: their next leg judges it first. Runs whose record was
 * deleted end, unless their workflow says that they go on.
 */
export async function touchRuns(tx: Tx, events: readonly OutboxEvent[], { versions, index, now }: { versions: VersionCache; index: TriggerIndex; now: Date }): Promise<void> {
  const changed = events.filter((event) => event.record !== null && event.recordId !== null);
  if (changed.length === 0) return;
  const runs = await tx.query<RunOf>(`SELECT id, "versionId", "subjectId" FROM run WHERE "subjectId" = ANY($1::uuid[]) AND "endedAt" IS NULL`,
    [changed.map(({ recordId }) => recordId)]);
  const known = await versions.get(tx, runs.map(({ versionId }) => versionId));
  const touched = runs.filter(({ versionId, subjectId }) => changed.some((event) => event.recordId === subjectId && concerns(known.get(versionId), event)));
  const deleted = new Set(changed.filter(({ type }) => type === 'record.deleted').map(({ recordId }) => recordId));
  const ending = runs.filter(({ subjectId, versionId }) => deleted.has(subjectId) && known.get(versionId)?.definition.enrollment.onSubjectDeleted !== 'continue');
  await cancelRuns(tx, ending.map(({ id }) => id), { now, reason: 'subject-deleted' });
  const across = await runsAcross(tx, changed, index);
  await makeDue(tx, [...touched.map(({ id }) => id), ...across], now);
}

/** Whether the exit or goal of a version reads a field that the event changed, or behaviour that it is. */
function concerns(version: Awaited<ReturnType<VersionCache['get']>> extends ReadonlyMap<string, infer V> ? V | undefined : never, { changes }: OutboxEvent): boolean {
  const stops = [version?.definition.enrollment.exit, version?.definition.enrollment.goal];
  return stops.some((stop) => stop?.compiled.reads.some(({ root, field }) => (root === 'record' || root === 'contact') && (field === undefined || Object.hasOwn(changes ?? {}, field))));
}

async function runsAcross(tx: Tx, changed: readonly OutboxEvent[], index: TriggerIndex): Promise<string[]> {
  const ids: string[] = [];
  for (const event of changed) {
    if (event.recordType === null) continue;
    for (const { versionId, subject, via, fields } of index.relatedStops(event.recordType)) {
      if (!fields.some((field) => Object.hasOwn(event.changes ?? {}, field))) continue;
      const rows = await tx.query<{ id: string }>(`
        SELECT r.id FROM "${recordTypes[subject].table}" s JOIN run r ON r."subjectId" = s.id AND r."versionId" = $2 AND r."endedAt" IS NULL WHERE s."${via}" = $1`,
      [event.recordId, versionId]);
      ids.push(...rows.map(({ id }) => id));
    }
  }
  return ids;
}
