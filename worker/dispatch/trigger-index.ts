import type { Queryable } from '../../crm/database.ts';
import type { LiveVersion, VersionCache, VersionRow } from '../../crm/workflows/versions.ts';
import { AppError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type RelatedStop, relatedStopsOf } from './stop-reads.ts';
import {
  type Candidate,
  findCandidates,
  nextDemanding,
  type Place,
  putCandidate,
  type TriggerBuckets,
  takeCandidate,
} from './trigger-buckets.ts';

/**
 * Triggers of all active workflows, found by what an event is: its type, the record's type, and what their rules demand of
 * its data. So an event costs its candidates, not the number of workflows.
 */
export type TriggerIndex = {
  readonly refresh: (db: Queryable) => Promise<void>;
  /** Candidates for an event, in no order; `data` is what rules see of it. */
  readonly candidates: (eventType: string, subject: RecordTypeKey | null, data: object) => readonly Candidate[];
  /** In turn one of the triggers that demand something of such an event, whether or not it is met. */
  readonly passedOver: (eventType: string, subject: RecordTypeKey) => Candidate | undefined;
  readonly relatedStops: (changed: RecordTypeKey) => readonly RelatedStop[];
  /** Triggers that do not come by events: by dates of records, or by the clock. */
  readonly timed: () => readonly Candidate[];
  readonly size: () => number;
};

type WorkflowRow = VersionRow & {
  state: string;
  activeSince: Date | null;
  changeSeq: number;
  published: boolean | null;
};

/** Rows read in one go when the index is filled. */
const chunk = 500;

/** What a workflow has in the index. */
type Entry = {
  readonly places: readonly Place[];
  readonly stops: readonly RelatedStop[];
  readonly timed: readonly Candidate[];
};

type OnUnreadable = (version: Pick<VersionRow, 'key' | 'version'>, error: AppError) => void;

/** @param onUnreadable told of a version that this release cannot read: its workflow admits nothing, the others do */
export function createTriggerIndex(versions: VersionCache, onUnreadable: OnUnreadable = () => {}): TriggerIndex {
  const buckets: TriggerBuckets = new Map();
  const entries = new Map<string, Entry>();
  const stops = new Map<string, Set<RelatedStop>>();
  let timed: readonly Candidate[] = [];
  let seen = 0;

  const remove = (workflowId: string) => {
    const entry = entries.get(workflowId);
    for (const place of entry?.places ?? []) takeCandidate(buckets, place);
    for (const set of stops.values()) for (const stop of entry?.stops ?? []) set.delete(stop);
    entries.delete(workflowId);
  };

  const put = (workflowId: string, rows: readonly WorkflowRow[]) => {
    const held = rows.flatMap((row) => {
      const version = row.versionId === null ? null : compiled(versions, row, onUnreadable);
      return version === null ? [] : [{ row, version }];
    });
    const candidates = held.flatMap(candidatesOf);
    const entry = {
      stops: held.flatMap(({ version }) => relatedStopsOf(version)),
      places: candidates.flatMap((candidate) => putCandidate(buckets, candidate)),
      timed: candidates.filter(({ trigger }) => trigger.date !== undefined || trigger.schedule !== undefined),
    };
    for (const stop of entry.stops) stops.set(stop.changed, (stops.get(stop.changed) ?? new Set()).add(stop));
    entries.set(workflowId, entry);
  };

  return {
    async refresh(db) {
      for (;;) {
        const rows = await changedSince(db, seen);
        if (rows.length === 0) return;
        for (const [workflowId, group] of groupBy(rows, (row) => row.workflowId)) {
          remove(workflowId);
          put(workflowId, group);
        }
        seen = Math.max(seen, ...rows.map(({ changeSeq }) => changeSeq));
        timed = [...entries.values()].flatMap((entry) => entry.timed);
      }
    },
    candidates: (eventType, subject, data) => findCandidates(buckets, { eventType, subject, data }),
    passedOver: (eventType, subject) => nextDemanding(buckets, eventType, subject),
    relatedStops: (changed) => [...(stops.get(changed) ?? [])],
    timed: () => timed,
    size: () => entries.size,
  };
}

function compiled(versions: VersionCache, row: WorkflowRow, onUnreadable: OnUnreadable): LiveVersion | null {
  try {
    return versions.put(row);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    onUnreadable(row, error);
    return null;
  }
}

/** Workflows that changed after what was seen, with their published version and those that runs are on: all runs are gone through once. */
function changedSince(db: Queryable, seen: number): Promise<WorkflowRow[]> {
  return db.query<WorkflowRow>(
    `
    SELECT w.id AS "workflowId", w.key, w.state, w."activeSince", w."changeSeq", v.id AS "versionId", v.version, v.definition,
      v.version = w."publishedVersion" AS published
    FROM (SELECT * FROM workflow WHERE "changeSeq" > $1 ORDER BY "changeSeq" LIMIT ${chunk}) w
    LEFT JOIN workflow_version v ON v."workflowId" = w.id AND (v.version = w."publishedVersion"
      OR v.id IN (SELECT DISTINCT r."versionId" FROM run r WHERE r."endedAt" IS NULL))
    ORDER BY w."changeSeq"`,
    [seen],
  );
}

/** The triggers of a version that is published, of a workflow that is active or holds its matches. */
function candidatesOf({ row, version }: { row: WorkflowRow; version: LiveVersion }): Candidate[] {
  if (!row.published || (row.state !== 'active' && row.state !== 'paused')) return [];
  const since = row.activeSince ?? new Date(0);
  return version.definition.triggers.map((trigger) => ({ version, trigger, paused: row.state === 'paused', since }));
}
