import type { Tx } from '../../crm/database.ts';
import type { Question } from '../../crm/lookup/evaluate-many.ts';
import type { RecordCache } from '../../crm/lookup/record-cache.ts';
import { lookupSubject, subjectData } from '../../crm/lookup/subject-data.ts';
import { type NewIncident, raiseIncidents } from '../../crm/runs/incidents.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { isTooCostly } from '../../domain/logic/limits.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { eventData, type OutboxEvent } from './claim-events.ts';
import type { RenderTexts } from './event-values.ts';
import { findSubject, type NotMade } from './find-subject.ts';
import type { NonMatchSampler } from './non-match-sampler.ts';
import type { Candidate } from './trigger-buckets.ts';
import type { TriggerIndex } from './trigger-index.ts';

/** A trigger that an event may start for a subject: all but its rule says so. */
export type Match = {
  readonly event: OutboxEvent;
  readonly candidate: Candidate;
  readonly subject: RecordKey;
  readonly previous: JsonObject | null;
};
/** What judging matches takes. */
export type Matching = {
  readonly index: TriggerIndex;
  readonly cache: RecordCache;
  readonly now: Date;
  readonly sampler?: NonMatchSampler | undefined;
  readonly renderTexts?: RenderTexts | undefined;
};

/** Of the matches that their rule refuses, so many of one event stay for the sample of non-matches. */
const mostRefused = 20;

/** The triggers that an event may start, and for which records. */
export async function matchesOf(tx: Tx, event: OutboxEvent, matching: Matching): Promise<Match[]> {
  const { index, now, sampler } = matching;
  const previous = previousOf(event);
  const data = { record: event.record, previous, event: eventData(event), now: now.toISOString() };
  const own = recordOf(event);
  const matches: Match[] = [];
  let room = sampler?.isOpen(now) ? mostRefused : 0;
  for (const candidate of index.candidates(event.type, event.record === null ? null : event.recordType, data)) {
    if (!concerns(event, candidate)) continue;
    if (!own && isRefusedByEvent(candidate, data)) continue;
    if (own && isRefused(candidate, data)) {
      if (room === 0 || !sampler?.isOpen(now, candidate.version.workflowId)) continue;
      room -= 1;
    }
    // With thousands of candidates the turns of the event loop count, too.
    for (const subject of own ?? (await subjectsOf(tx, event, { candidate, matching })))
      if (mayStart(event, candidate, subject)) matches.push({ event, candidate, subject, previous });
  }
  return matches;
}

/** Whether the event itself tells that the rule does not hold; thousands of rules are done with here. */
function isRefused({ trigger: { when, toldByChange } }: Candidate, data: object): boolean {
  return toldByChange && when !== undefined && isFalse(when, data);
}

/** False without doubt; what cannot be judged here is judged, and reported, with the others. */
function isFalse({ compiled }: NonNullable<Candidate['trigger']['when']>, data: object): boolean {
  try {
    return !truthy(compiled.evaluate(data));
  } catch (error) {
    if (isTooCostly(error)) return false;
    throw error;
  }
}

/** The same of behaviour, where a record would be looked for or made first. */
function isRefusedByEvent({ trigger: { when, finder, toldByEvent } }: Candidate, data: object): boolean {
  return finder !== undefined && toldByEvent && when !== undefined && isFalse(when, data);
}

/** Whether an event is one that a trigger listens to, its rule aside. */
export function concerns(event: OutboxEvent, candidate: Candidate): boolean {
  const { trigger, since } = candidate;
  return (
    event.createdAt.getTime() >= since.getTime() && changesOne(event, trigger.fields) && isForTrigger(event, candidate)
  );
}

/** A run's own writes do not start its workflow anew, unless its trigger says so. A date that one set comes for it, too. */
export function mayStart(event: OutboxEvent, candidate: Candidate, subject: RecordKey): boolean {
  return candidate.trigger.ownWrites || candidate.trigger.date !== undefined || !isOwn(event, candidate, subject);
}

/** Calls of an incoming address are for the one trigger that the address belongs to, dates for the one that planned them. */
function isForTrigger({ type, properties, orderKey }: OutboxEvent, { trigger, version }: Candidate): boolean {
  if (trigger.type === 'date')
    return properties.workflowId === version.workflowId && properties.triggerId === trigger.id;
  if (trigger.type !== 'webhook') return true;
  return type === 'webhook.received' && orderKey === `hook:${version.workflowId}:${trigger.id}` && properties !== null;
}

/** The record of a change; null for other events. */
function recordOf({ record, recordType, recordId }: OutboxEvent): readonly RecordKey[] | null {
  return record === null || recordId === null || recordType === null ? null : [{ type: recordType, id: recordId }];
}

/** A trigger that says how its record is found means that one, whomever else the event is linked to. */
async function subjectsOf(
  tx: Tx,
  event: OutboxEvent,
  { candidate, matching }: { candidate: Candidate; matching: Matching },
): Promise<RecordKey[]> {
  const { trigger } = candidate;
  if (!trigger.finder) return event.links.filter(({ type }) => type === trigger.subject);
  const found = await findSubject(
    tx,
    { subject: trigger.subject, finder: trigger.finder },
    event,
    matching.renderTexts,
  );
  if (found === null) return [];
  if (!('kind' in found)) return [found];
  await raiseIncidents(tx, [notMade(event, candidate, found)]);
  return [];
}

/** What came in is not lost where its record cannot be made: the event stays, and a person is told why. */
function notMade({ id, type }: OutboxEvent, { trigger, version }: Candidate, { code, issues }: NotMade): NewIncident {
  const why = issues.map(({ path, message }) => `${path} ${message}`.trim()).join(' ');
  return {
    kind: 'event',
    code,
    eventId: id,
    workflowKey: version.key,
    message: `The trigger "${trigger.id}" could not make the record for the event ${type}: ${why}`,
  };
}

function changesOne({ changes, type }: OutboxEvent, fields: readonly string[] | undefined): boolean {
  if (!fields || type !== 'record.updated') return true;
  return fields.some((field) => Object.hasOwn(changes ?? {}, field));
}

function isOwn({ cause }: OutboxEvent, { version }: Candidate, subject: RecordKey): boolean {
  const last = cause.at(-1);
  return last?.workflowId === version.workflowId && last.recordId === subject.id;
}

/** The record before the change: its after-image with the old values put back. */
export function previousOf({ record, changes, type }: OutboxEvent): JsonObject | null {
  if (record === null || type !== 'record.updated') return null;
  return {
    ...record,
    ...Object.fromEntries(Object.entries(changes ?? {}).map(([key, change]) => [key, change.old as Json])),
  };
}

/** The record that a match is about, and what its rules read beside it. */
export const needsOf = ({ subject, candidate }: Match) => ({
  key: subject,
  relations: candidate.version.definition.needs.relations,
});

type Asked = Omit<Question, 'rule'>;

/** What rules see of the matches of one batch: the same for all that an event may start for a record. */
const asked = new WeakMap<Matching, Map<RecordKey, Map<string, Asked>>>();

/** Whether the rule of a match holds. */
export function questionOf(match: Match, matching: Matching): Question {
  const { when } = match.candidate.trigger;
  return { rule: when?.rule ?? true, ...askedOf(match, matching) };
}

function askedOf(match: Match, matching: Matching): Asked {
  const bySubject = asked.get(matching) ?? new Map<RecordKey, Map<string, Asked>>();
  asked.set(matching, bySubject);
  const known = bySubject.get(match.subject) ?? new Map<string, Asked>();
  bySubject.set(match.subject, known);
  const { relations } = match.candidate.version.definition.needs;
  const key = relations.length === 0 ? '' : relations.join(' ');
  const found = known.get(key) ?? askOf(match, matching);
  known.set(key, found);
  return found;
}

function askOf(match: Match, { cache, now }: Matching): Asked {
  const { event, subject, previous } = match;
  const around = subjectData(needsOf(match), cache, now);
  const data = {
    ...around,
    record: event.record ?? around.record,
    previous,
    event: eventData(event),
    vars: {},
    steps: {},
  };
  return { data, subject: lookupSubject(subject, cache, now) };
}

/** Whether it held before the change. */
export function beforeOf(match: Match, matching: Matching): Question {
  const question = questionOf(match, matching);
  return { ...question, data: { ...question.data, record: match.previous } };
}
