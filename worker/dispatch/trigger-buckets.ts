import type { LiveVersion } from '../../crm/workflows/versions.ts';
import type { Demands } from '../../domain/logic/demand.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { CompiledTrigger } from '../../domain/triggers/compile-trigger.ts';
import { createDemandIndex, type DemandIndex } from './demand-index.ts';

/** A trigger of a workflow that is active, or paused and holding its matches. */
export type Candidate = {
  readonly version: LiveVersion;
  readonly trigger: CompiledTrigger;
  readonly paused: boolean;
  /** Events before this start nothing. */
  readonly since: Date;
};

/** Where a candidate stands: the kind of event, and by what it is found there. */
export type Place = { readonly key: string; readonly candidate: Candidate; readonly demands: Demands };

type Bucket = {
  /** Those that only judging their rule tells of. */
  readonly plain: Set<Candidate>;
  readonly byDemand: DemandIndex<Candidate>;
  /** All that demand something, and the one whose turn it is. */
  readonly demanding: Set<Candidate>;
  turn: Iterator<Candidate, undefined>;
};

/** Candidates by kind of event and record type, and there by what they demand of its data. */
export type TriggerBuckets = Map<string, Bucket>;

const keyOf = (eventType: string, subject: RecordTypeKey) => `${eventType} ${subject}`;

/** Puts a candidate under each kind of event that it is for. @returns where, for taking it out again */
export function putCandidate(buckets: TriggerBuckets, candidate: Candidate): Place[] {
  const { events, subject, demands } = candidate.trigger;
  return events.map((type) => {
    const key = keyOf(type, subject);
    const bucket = buckets.get(key) ?? newBucket();
    buckets.set(key, bucket);
    if (demands.length === 0) {
      bucket.plain.add(candidate);
      return { key, candidate, demands: [] };
    }
    bucket.demanding.add(candidate);
    return { key, candidate, demands: bucket.byDemand.add(candidate, demands) };
  });
}

/** Takes a candidate out of a place. */
export function takeCandidate(buckets: TriggerBuckets, { key, candidate, demands }: Place): void {
  const bucket = buckets.get(key);
  if (!bucket) return;
  bucket.plain.delete(candidate);
  bucket.demanding.delete(candidate);
  bucket.byDemand.remove(candidate, demands);
}

/** Candidates for an event on records of a type, or of every type for null, in no order. */
export function findCandidates(
  buckets: TriggerBuckets,
  { eventType, subject, data }: { eventType: string; subject: RecordTypeKey | null; data: object },
): readonly Candidate[] {
  const found: Candidate[] = [];
  const subjects = subject === null ? (Object.keys(recordTypes) as RecordTypeKey[]) : [subject];
  for (const type of subjects) {
    const bucket = buckets.get(keyOf(eventType, type));
    if (!bucket) continue;
    for (const candidate of bucket.plain) found.push(candidate);
    for (const candidate of bucket.byDemand.find(data)) found.push(candidate);
  }
  return found;
}

/** In turn one of the candidates that demand something of such an event. */
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
  return { plain: new Set(), byDemand: createDemandIndex(), demanding, turn: demanding.values() };
}
