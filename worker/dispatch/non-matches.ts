import type { Tx } from '../../crm/database.ts';
import { evaluateMany } from '../../crm/lookup/evaluate-many.ts';
import { keepNonMatches, type NonMatchReason } from '../../crm/workflows/non-matches.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { OutboxEvent } from './claim-events.ts';
import { beforeOf, concerns, type Match, type Matching, mayStart, previousOf, questionOf } from './match.ts';
import type { Candidate } from './trigger-buckets.ts';

/** A match whose rule refused the event, and how. */
export type NonMatch = { readonly match: Match; readonly reason: NonMatchReason };

/** Passed-over triggers of one batch, and of one event: each has its record and what is related to it read. */
const mostOfBatch = 5;
const mostOfEvent = 3;

/** Triggers that the index passed over because the event did not meet what they demand: in turn, while the sampler has room. */
export function samplePassedOver(events: readonly OutboxEvent[], matching: Matching): Match[] {
  const { index, sampler, now } = matching;
  const found: Match[] = [];
  for (const event of events) {
    if (!sampler?.isOpen(now) || found.length >= mostOfBatch) break;
    const subject = subjectIn(event);
    if (!event.automations || subject === null) continue;
    for (const candidate of inTurn(index, event.type, subject)) {
      if (!sampler.isOpen(now, candidate.version.workflowId)) continue;
      if (concerns(event, candidate) && mayStart(event, candidate, subject))
        found.push({ event, candidate, subject, previous: previousOf(event) });
    }
  }
  return found;
}

function inTurn(index: Matching['index'], eventType: string, { type }: RecordKey): ReadonlySet<Candidate> {
  const turns = Array.from({ length: mostOfEvent }, () => index.passedOver(eventType, type));
  return new Set(turns.filter((candidate) => candidate !== undefined));
}

/** The record that an event is about, as far as the event itself says. */
function subjectIn({ record, recordType, recordId, links }: OutboxEvent): RecordKey | null {
  if (record !== null) return recordType !== null && recordId !== null ? { type: recordType, id: recordId } : null;
  return links[0] ?? null;
}

/** Keeps a few of the judgements with their traces, in one statement. */
export async function keepSample(tx: Tx, nonMatches: readonly NonMatch[], matching: Matching): Promise<void> {
  const { sampler, now } = matching;
  const chosen = nonMatches.filter(({ match }) => sampler?.take(match.candidate.version.workflowId, now));
  if (chosen.length === 0) return;
  const questions = chosen.map(({ match, reason }) =>
    reason === 'true-before' ? beforeOf(match, matching) : questionOf(match, matching),
  );
  const judged = await evaluateMany(tx, questions, { trace: true, tolerant: true });
  await keepNonMatches(
    tx,
    chosen.map(({ match: { event, candidate, subject }, reason }, n) => ({
      workflowId: candidate.version.workflowId,
      version: candidate.version.version,
      triggerId: candidate.trigger.id,
      subject,
      event,
      reason,
      trace: judged[n]?.trace ?? null,
    })),
    now,
  );
}
