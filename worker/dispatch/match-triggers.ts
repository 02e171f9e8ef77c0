import type { Tx } from '../../crm/database.ts';
import { evaluateMany, type Question } from '../../crm/lookup/evaluate-many.ts';
import type { RecordCache } from '../../crm/lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../../crm/lookup/subject-data.ts';
import type { EnrollRequest } from '../../crm/runs/enroll.ts';
import { raiseIncidents } from '../../crm/runs/incidents.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { OutboxEvent } from './claim-events.ts';
import { findSubject } from './find-subject.ts';
import type { Candidate, TriggerIndex } from './trigger-index.ts';

/** A chain of causes this long starts nothing more. */
export const hopLimit = 5;

type Match = {
  readonly event: OutboxEvent;
  readonly candidate: Candidate;
  readonly subject: RecordKey;
  readonly previous: JsonObject | null;
};
export type Matching = { readonly index: TriggerIndex; readonly cache: RecordCache; readonly now: Date };

/** The admissions that events ask for: triggers found by the index, their rules evaluated set-based. */
export async function matchTriggers(
  tx: Tx,
  events: readonly OutboxEvent[],
  matching: Matching,
): Promise<EnrollRequest[]> {
  const possible: Match[] = [];
  for (const event of events) if (event.automations) possible.push(...(await matchesOf(tx, event, matching)));
  await loadSubjects(matching.cache, possible.map(needsOf));
  const asked = possible.filter(({ candidate }) => candidate.trigger.when);
  const judged = await evaluateMany(
    tx,
    asked.map((match) => questionOf(match, matching)),
  );
  const refused = new Set(asked.filter((_, n) => !truthy(judged[n]?.value)));
  const entering = asked.filter(
    (match) => match.candidate.trigger.enters && match.previous !== null && !refused.has(match),
  );
  const before = await evaluateMany(
    tx,
    entering.map((match) => beforeOf(match, matching)),
  );
  entering.forEach((match, n) => {
    if (truthy(before[n]?.value)) refused.add(match);
  });
  const matches = await withinHops(
    tx,
    possible.filter((match) => !refused.has(match)),
  );
  const traced = await evaluateMany(
    tx,
    matches.map((match) => questionOf(match, matching)),
    { trace: true },
  );
  const requests: EnrollRequest[] = [];
  for (const [n, match] of matches.entries())
    requests.push(await requestOf(tx, match, { matching, trace: traced[n]?.trace }));
  return requests;
}

async function matchesOf(tx: Tx, event: OutboxEvent, { index, now }: Matching): Promise<Match[]> {
  const previous = previousOf(event);
  const data = { record: event.record, previous, event: eventData(event), now: now.toISOString() };
  const matches: Match[] = [];
  for (const candidate of index.candidates(event.type, event.record === null ? null : event.recordType, data)) {
    const { trigger, since } = candidate;
    if (event.createdAt < since || !changesOne(event, trigger.fields) || !isForTrigger(event, candidate)) continue;
    for (const subject of await subjectsOf(tx, event, candidate)) {
      if (!trigger.ownWrites && isOwn(event, candidate, subject)) continue;
      matches.push({ event, candidate, subject, previous });
    }
  }
  return matches;
}

/** Calls of an incoming address are for the one trigger that the address belongs to. */
function isForTrigger({ type, properties, orderKey }: OutboxEvent, { trigger, version }: Candidate): boolean {
  if (trigger.type !== 'webhook') return true;
  return type === 'webhook.received' && orderKey === `hook:${version.workflowId}:${trigger.id}` && properties !== null;
}

async function subjectsOf(tx: Tx, event: OutboxEvent, { trigger }: Candidate): Promise<RecordKey[]> {
  if (event.record !== null && event.recordId !== null && event.recordType !== null)
    return [{ type: event.recordType, id: event.recordId }];
  const linked = event.links.filter(({ type }) => type === trigger.subject);
  if (linked.length > 0 || !trigger.finder) return [...linked];
  const found = await findSubject(tx, trigger.subject, trigger.finder, event);
  return found === null ? [] : [found];
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
function previousOf({ record, changes, type }: OutboxEvent): JsonObject | null {
  if (record === null || type !== 'record.updated') return null;
  return {
    ...record,
    ...Object.fromEntries(Object.entries(changes ?? {}).map(([key, change]) => [key, change.old as Json])),
  };
}

export const eventData = ({ id, type, at, properties }: OutboxEvent): JsonObject => ({
  id,
  type,
  at: at.toISOString(),
  properties,
});

const needsOf = ({ subject, candidate }: Match) => ({
  key: subject,
  relations: candidate.version.definition.needs.relations,
});

function questionOf(match: Match, { cache, now }: Matching): Question {
  const { event, candidate, subject, previous } = match;
  const around = subjectData(needsOf(match), cache, now);
  const data = {
    ...around,
    record: event.record ?? around.record,
    previous,
    event: eventData(event),
    vars: {},
    steps: {},
  };
  return { rule: candidate.trigger.when?.rule ?? true, data, subject: lookupSubject(subject, cache, now) };
}

function beforeOf(match: Match, matching: Matching): Question {
  const question = questionOf(match, matching);
  return { ...question, data: { ...question.data, record: match.previous } };
}

/** Leaves out what a chain of causes that is too long would start; one incident names the chain. */
async function withinHops(tx: Tx, matches: readonly Match[]): Promise<Match[]> {
  const tooLong = new Map(
    matches
      .filter(({ event }) => event.cause.length >= hopLimit)
      .map(({ event, candidate }) => [event.id, { event, candidate }]),
  );
  await raiseIncidents(
    tx,
    [...tooLong.values()].map(({ event, candidate }) => ({
      kind: 'chain',
      code: 'hop-limit',
      eventId: event.id,
      workflowKey: candidate.version.key,
      message: `Workflows answer each other: ${[...event.cause.map(({ workflow }) => workflow), candidate.version.key].join(' → ')}. The chain was stopped after ${hopLimit} runs.`,
      details: { cause: event.cause as unknown as Json },
    })),
  );
  return matches.filter(({ event }) => event.cause.length < hopLimit);
}

async function requestOf(
  tx: Tx,
  match: Match,
  { matching, trace }: { matching: Matching; trace: Json | undefined },
): Promise<EnrollRequest> {
  const { event, candidate, subject, previous } = match;
  const { trigger, version, paused } = candidate;
  return {
    version,
    triggerId: trigger.id,
    subject,
    paused,
    chain: event.cause,
    cause: await causeKey(tx, match, matching),
    origin: {
      by: 'trigger',
      triggerId: trigger.id,
      event: eventData(event),
      initiator: event.actorId,
      ...(previous === null ? {} : { previous }),
      ...(trigger.when && trace !== undefined ? { trace } : {}),
    },
  };
}

async function causeKey(tx: Tx, match: Match, matching: Matching): Promise<string> {
  const { dedupe } = match.candidate.trigger;
  if (dedupe === undefined) return match.event.id;
  if (dedupe === null || typeof dedupe !== 'object' || !('rule' in dedupe)) return `dedupe:${JSON.stringify(dedupe)}`;
  const [judgement] = await evaluateMany(tx, [
    { ...questionOf(match, matching), rule: (dedupe as { rule: Json }).rule },
  ]);
  return judgement?.value === null || judgement?.value === undefined
    ? match.event.id
    : `dedupe:${JSON.stringify(judgement.value)}`;
}
