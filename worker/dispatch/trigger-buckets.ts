import type { LiveVersion } from '../../crm/workflows/versions.ts';
import { segmentsOf, valueAt } from '../../domain/logic/path.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { CompiledTrigger } from '../../domain/triggers/compile-trigger.ts';

/** A trigger of a workflow that is active, or paused and holding its matches. */
export type Candidate = {
  readonly version: LiveVersion;
  readonly trigger: CompiledTrigger;
  readonly paused: boolean;
  /** Events before this start nothing. */
  readonly since: Date;
};

/** Where a candidate stands: the kind of event, and the values of the field that it demands. */
export type Place = {
  readonly key: string;
  readonly guard: { readonly path: string; readonly values: readonly string[] } | undefined;
  readonly candidate: Candidate;
};

type Bucket = {
  readonly plain: Set<Candidate>;
  readonly guarded: Map<string, Map<string, Set<Candidate>>>;
  /** All that are guarded, and the one whose turn it is. */
  readonly demanding: Set<Candidate>;
  turn: Iterator<Candidate, undefined>;
};

/** Candidates by kind of event and record type, and there by the value that they demand of a field. */
export type TriggerBuckets = Map<string, Bucket>;

const keyOf = (eventType: string, subject: RecordTypeKey) => `${eventType} ${subject}`;

/** Puts a candidate under each kind of event that it is for. @returns where, for taking it out again */
export function putCandidate(buckets: TriggerBuckets, candidate: Candidate): Place[] {
  const { trigger } = candidate;
  const guard = trigger.guards.find(({ path }) => isSeen(trigger, path));
  const demand = guard && { path: guard.path, values: guard.values.map((value) => JSON.stringify(value)) };
  return trigger.events.map((type) => {
    const key = keyOf(type, trigger.subject);
    const bucket = buckets.get(key) ?? newBucket();
    buckets.set(key, bucket);
    if (!demand) bucket.plain.add(candidate);
    else {
      const byValue = bucket.guarded.get(demand.path) ?? new Map<string, Set<Candidate>>();
      bucket.guarded.set(demand.path, byValue);
      bucket.demanding.add(candidate);
      for (const value of demand.values) byValue.set(value, (byValue.get(value) ?? new Set()).add(candidate));
    }
    return { key, guard: demand, candidate };
  });
}

/** Takes a candidate out of a place. */
export function takeCandidate(buckets: TriggerBuckets, { key, guard, candidate }: Place): void {
  const bucket = buckets.get(key);
  if (!bucket) return;
  bucket.plain.delete(candidate);
  if (!guard) return;
  bucket.demanding.delete(candidate);
  for (const value of guard.values) bucket.guarded.get(guard.path)?.get(value)?.delete(candidate);
}

/** Candidates for an event on records of a type, or of every type for null, in no order. */
export function findCandidates(
  buckets: TriggerBuckets,
  { eventType, subject, data }: { eventType: string; subject: RecordTypeKey | null; data: object },
): Candidate[] {
  const found: Candidate[] = [];
  const subjects = subject === null ? (Object.keys(recordTypes) as RecordTypeKey[]) : [subject];
  for (const type of subjects) {
    const bucket = buckets.get(keyOf(eventType, type));
    if (!bucket) continue;
    for (const candidate of bucket.plain) found.push(candidate);
    for (const [path, byValue] of bucket.guarded) {
      const value = valueAt(data, segmentsOf(path));
      if (value !== undefined) found.push(...(byValue.get(JSON.stringify(value)) ?? []));
    }
  }
  return found;
}

/** In turn one of the candidates that demand a value of such an event. */
export function nextDemanding(
  buckets: TriggerBuckets,
  eventType: string,
  subject: RecordTypeKey,
): Candidate | undefined {
  const bucket = buckets.get(keyOf(eventType, subject));
  if (!bucket || bucket.demanding.size === 0) return undefined;
  const { value } = bucket.turn.next();
  if (value !== undefined) return value;
  bucket.turn = bucket.demanding.values();
  return bucket.turn.next().value;
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
