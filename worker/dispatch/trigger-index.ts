import type { Queryable } from '../../crm/database.ts';
import type { LiveVersion, VersionCache, VersionRow } from '../../crm/workflows/versions.ts';
import { groupBy } from '../../domain/group-by.ts';
import { segmentsOf, valueAt } from '../../domain/logic/path.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { CompiledTrigger } from '../../domain/triggers/compile-trigger.ts';
import { type RelatedStop, relatedStopsOf } from './stop-reads.ts';

/** A trigger of a workflow that is active, or paused and holding its matches. */
export type Candidate = {
  readonly version: LiveVersion;
  readonly trigger: CompiledTrigger;
  readonly paused: boolean;
  /** Events before this start nothing. */
  readonly since: Date;
};

/**
 * Triggers of all active workflows, found by what an event is: its type, the record's type, and for triggers that demand
 * a field to equal something, that value. So an event costs its candidates, not the number of workflows.
 */
export type TriggerIndex = {
  readonly refresh: (db: Queryable) => Promise<void>;
  /** Candidates for an event, in no order; `data` is what rules see of it. */
  readonly candidates: (eventType: string, subject: RecordTypeKey | null, data: object) => readonly Candidate[];
  /** In turn one of the triggers that demand a value of such an event, whether or not it has it. */
  readonly passedOver: (eventType: string, subject: RecordTypeKey) => Candidate | undefined;
  readonly relatedStops: (changed: RecordTypeKey) => readonly RelatedStop[];
  readonly size: () => number;
};

type Bucket = {
  plain: Set<Candidate>;
  guarded: Map<string, Map<string, Set<Candidate>>>;
  /** All that are guarded, and the one whose turn it is. */
  demanding: Set<Candidate>;
  turn: Iterator<Candidate, undefined>;
};
type WorkflowRow = VersionRow & {
  state: string;
  activeSince: Date | null;
  changeSeq: number;
  published: boolean | null;
};

/** Rows read in one go when the index is filled. */
const chunk = 500;

export function createTriggerIndex(versions: VersionCache): TriggerIndex {
  const buckets = new Map<string, Bucket>();
  const entries = new Map<
    string,
    {
      candidates: { key: string; guard: string; value: readonly string[]; candidate: Candidate }[];
      stops: RelatedStop[];
    }
  >();
  const stops = new Map<string, Set<RelatedStop>>();
  let seen = 0;

  const remove = (workflowId: string) => {
    const entry = entries.get(workflowId);
    for (const { key, guard, value, candidate } of entry?.candidates ?? []) {
      const bucket = buckets.get(key);
      bucket?.plain.delete(candidate);
      bucket?.demanding.delete(candidate);
      for (const item of value) bucket?.guarded.get(guard)?.get(item)?.delete(candidate);
    }
    for (const set of stops.values()) for (const stop of entry?.stops ?? []) set.delete(stop);
    entries.delete(workflowId);
  };

  const add = (candidate: Candidate) =>
    candidate.trigger.events.map((type) => {
      const key = `${type} ${candidate.trigger.subject}`;
      const bucket = buckets.get(key) ?? newBucket();
      buckets.set(key, bucket);
      const guard = candidate.trigger.guards.find(({ path }) => isSeen(candidate.trigger, path));
      const values = guard?.values.map((value) => JSON.stringify(value)) ?? [];
      if (!guard) bucket.plain.add(candidate);
      else {
        const byValue = bucket.guarded.get(guard.path) ?? new Map<string, Set<Candidate>>();
        bucket.guarded.set(guard.path, byValue);
        bucket.demanding.add(candidate);
        for (const value of values) byValue.set(value, (byValue.get(value) ?? new Set()).add(candidate));
      }
      return { key, guard: guard?.path ?? '', value: values, candidate };
    });

  const apply = (rows: readonly WorkflowRow[]) => {
    for (const [workflowId, group] of groupBy(rows, (row) => row.workflowId)) {
      remove(workflowId);
      const entry = { candidates: [] as ReturnType<typeof add>, stops: [] as RelatedStop[] };
      for (const row of group) {
        if (row.versionId === null) continue;
        const version = versions.put(row);
        entry.stops.push(...relatedStopsOf(version));
        if (!row.published || (row.state !== 'active' && row.state !== 'paused')) continue;
        const since = row.activeSince ?? new Date(0);
        for (const trigger of version.definition.triggers)
          entry.candidates.push(...add({ version, trigger, paused: row.state === 'paused', since }));
      }
      for (const stop of entry.stops) stops.set(stop.changed, (stops.get(stop.changed) ?? new Set()).add(stop));
      entries.set(workflowId, entry);
    }
  };

  return {
    async refresh(db) {
      for (;;) {
        const rows = await db.query<WorkflowRow>(
          `
          SELECT w.id AS "workflowId", w.key, w.state, w."activeSince", w."changeSeq", v.id AS "versionId", v.version, v.definition,
            v.version = w."publishedVersion" AS published
          FROM (SELECT * FROM workflow WHERE "changeSeq" > $1 ORDER BY "changeSeq" LIMIT ${chunk}) w
          LEFT JOIN workflow_version v ON v."workflowId" = w.id AND (v.version = w."publishedVersion"
            OR EXISTS (SELECT 1 FROM run r WHERE r."versionId" = v.id AND r."endedAt" IS NULL))
          ORDER BY w."changeSeq"`,
          [seen],
        );
        if (rows.length === 0) return;
        apply(rows);
        seen = Math.max(seen, ...rows.map(({ changeSeq }) => changeSeq));
      }
    },
    candidates(eventType, subject, data) {
      const found: Candidate[] = [];
      const keys =
        subject === null ? Object.keys(recordTypes).map((type) => `${eventType} ${type}`) : [`${eventType} ${subject}`];
      for (const key of keys) {
        const bucket = buckets.get(key);
        if (!bucket) continue;
        for (const candidate of bucket.plain) found.push(candidate);
        for (const [path, byValue] of bucket.guarded) {
          const value = valueAt(data, segmentsOf(path));
          if (value !== undefined) found.push(...(byValue.get(JSON.stringify(value)) ?? []));
        }
      }
      return found;
    },
    passedOver(eventType, subject) {
      const bucket = buckets.get(`${eventType} ${subject}`);
      if (!bucket || bucket.demanding.size === 0) return undefined;
      const { value } = bucket.turn.next();
      if (value !== undefined) return value;
      bucket.turn = bucket.demanding.values();
      return bucket.turn.next().value;
    },
    relatedStops: (changed) => [...(stops.get(changed) ?? [])],
    size: () => entries.size,
  };
}

function newBucket(): Bucket {
  const demanding = new Set<Candidate>();
  return { plain: new Set(), guarded: new Map(), demanding, turn: demanding.values() };
}

/** Whether an event by itself tells the value at a path: the record and its past of records' events, and the event. */
function isSeen({ type }: CompiledTrigger, path: string): boolean {
  const [root = ''] = segmentsOf(path);
  return root === 'event' || (type === 'record' && (root === 'record' || root === 'previous'));
}
