import type { Tx } from '../../crm/database.ts';
import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { loadSubjects } from '../../crm/lookup/subject-data.ts';
import type { EnrollRequest } from '../../crm/runs/enroll.ts';
import { raiseIncidents } from '../../crm/runs/incidents.ts';
import { isComputed } from '../../domain/definition/words.ts';
import { hopLimit } from '../../domain/enrollment/hop-limit.ts';
import type { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import { eventData, type OutboxEvent } from './claim-events.ts';
import { literalsOf } from './event-values.ts';
import { beforeOf, type Match, type Matching, matchesOf, needsOf, questionOf } from './match.ts';
import { keepSample, type NonMatch, samplePassedOver } from './non-matches.ts';

/** The admissions that events ask for: triggers found by the index, their rules evaluated set-based. */
export async function matchTriggers(
  tx: Tx,
  events: readonly OutboxEvent[],
  matching: Matching,
): Promise<EnrollRequest[]> {
  const possible: Match[] = [];
  for (const event of events) if (event.automations) possible.push(...(await matchesOf(tx, event, matching)));
  const passedOver = samplePassedOver(events, matching).filter(
    ({ event, candidate }) => !possible.some((match) => match.event === event && match.candidate === candidate),
  );
  await loadSubjects(matching.cache, [...possible, ...passedOver].map(needsOf));
  const { refused, failed } = await refusedOf(tx, possible, matching);
  await reportFailed(tx, failed);
  const matches = await withinHops(
    tx,
    inOrder(
      events,
      possible.filter((match) => !refused.has(match) && !failed.has(match)),
    ),
  );
  const nonMatches = [...refused, ...passedOver.map((match): [Match, NonMatch['reason']] => [match, 'rule-false'])];
  await keepSample(
    tx,
    nonMatches.map(([match, reason]) => ({ match, reason })),
    matching,
  );
  const traced = await evaluateMany(
    tx,
    matches.map((match) => questionOf(match, matching)),
    { trace: true, tolerant: true },
  );
  const requests: EnrollRequest[] = [];
  for (const [n, match] of matches.entries())
    requests.push(await requestOf(tx, match, { matching, trace: traced[n]?.trace }));
  return requests;
}

/** Matches in the order of the events, and those of one event in the order of their workflows' keys. */
function inOrder(events: readonly OutboxEvent[], matches: readonly Match[]): Match[] {
  const places = new Map(events.map((event, place) => [event, place]));
  const placeOf = ({ event }: Match) => places.get(event) ?? 0;
  const keyOf = ({ candidate }: Match) => candidate.version.key;
  return matches.toSorted(
    (a, b) => placeOf(a) - placeOf(b) || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0),
  );
}

type Refusals = {
  readonly refused: ReadonlyMap<Match, NonMatch['reason']>;
  /** Those whose rule could not be judged: what the event carries takes more work than a rule may do. */
  readonly failed: ReadonlyMap<Match, AppError>;
};

/** The matches whose rules refuse the event, and how. */
async function refusedOf(tx: Tx, possible: readonly Match[], matching: Matching): Promise<Refusals> {
  const asked = possible.filter(({ candidate }) => candidate.trigger.when);
  const judged = await evaluateMany(
    tx,
    asked.map((match) => questionOf(match, matching)),
    { tolerant: true },
  );
  const refused = new Map<Match, NonMatch['reason']>();
  const failed = new Map<Match, AppError>();
  asked.forEach((match, n) => {
    const { value, failed: error } = judged[n] ?? { value: null };
    if (error) failed.set(match, error);
    else if (!truthy(value)) refused.set(match, 'rule-false');
  });
  const entering = asked.filter(
    (match) => match.candidate.trigger.enters && match.previous !== null && !refused.has(match) && !failed.has(match),
  );
  const before = await evaluateMany(
    tx,
    entering.map((match) => beforeOf(match, matching)),
    { tolerant: true },
  );
  entering.forEach((match, n) => {
    if (truthy(before[n]?.value)) refused.set(match, 'true-before');
  });
  return { refused, failed };
}

/** A rule that cannot be judged holds up nobody but its own workflow. */
async function reportFailed(tx: Tx, failed: Refusals['failed']): Promise<void> {
  await raiseIncidents(
    tx,
    [...failed].map(([{ event, candidate }, { code, details }]) => ({
      kind: 'event',
      code,
      eventId: event.id,
      workflowKey: candidate.version.key,
      message: `The condition of the trigger "${candidate.trigger.id}" could not be judged for the event ${event.type}: ${details.detail ?? code}`,
    })),
  );
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
  const { dedupe, date } = match.candidate.trigger;
  // However often a date is planned: a record is admitted once for each value.
  if (date !== undefined) return `date:${String(match.event.properties.occurrence)}`;
  if (dedupe === undefined) return match.event.id;
  const value = await dedupeValue(tx, dedupe, { match, matching });
  return value === null ? match.event.id : `dedupe:${JSON.stringify(value)}`;
}

/** A rule sees what the trigger's condition sees, a text the event. */
async function dedupeValue(
  tx: Tx,
  dedupe: Json,
  { match, matching }: { match: Match; matching: Matching },
): Promise<Json> {
  if (!isComputed(dedupe) || !('rule' in dedupe))
    return (await literalsOf({ dedupe }, match.event, matching.renderTexts)).dedupe ?? null;
  const [judgement] = await evaluateMany(tx, [{ ...questionOf(match, matching), rule: dedupe.rule }], {
    tolerant: true,
  });
  return (judgement?.value ?? null) as Json;
}
