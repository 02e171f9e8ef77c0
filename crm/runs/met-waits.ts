import type { AppError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { StepMemory } from '../../domain/run/state.ts';
import type { Wait } from '../../domain/steps/effect.ts';
import type { Tx } from '../database.ts';
import { evaluateMany, type Question } from '../lookup/evaluate-many.ts';
import { createRecordCache, type RecordCache } from '../lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../lookup/subject-data.ts';
import type { VersionCache } from '../workflows/versions.ts';
import { type NewIncident, raiseIncidents } from './incidents.ts';
import { eventMatches } from './wait-events.ts';
import type { Resolution } from './wake.ts';

/** An event that waits may be met by; of a change of a record, its fields after the change are its properties. */
export type WakingEvent = {
  readonly id: string;
  readonly type: string;
  readonly at: Date;
  readonly properties: JsonObject;
  readonly recordType: string | null;
  readonly recordId: string | null;
  readonly isRecord: boolean;
  /** Of a record that was changed. */
  readonly changes: Readonly<Record<string, { readonly old: unknown }>> | null;
  readonly links: string[];
};
/** A wait that one of its keys leads an event to. */
export type WaitRow = {
  readonly key: string;
  readonly positionId: string;
  readonly runId: string;
  readonly wait: Wait;
  readonly since: Date;
  readonly versionId: string;
  readonly subjectType: RecordTypeKey;
  readonly subjectId: string;
  readonly startedAt: Date;
  readonly vars: JsonObject;
  readonly memory: Record<string, StepMemory>;
  readonly origin: { event?: JsonObject };
  readonly visible: boolean;
  readonly eventId: string;
};

/** What is asked of a wait: whether one of its branches is met, or the condition that pauses it. */
type WaitQuestion = Question & {
  readonly row: WaitRow;
  /** Place of the branch among its step's; null for the condition that pauses the wait. */
  readonly order: number | null;
  readonly branch: string;
  /** Null where a condition is what may end the wait. */
  readonly happened: JsonObject | null;
};
type Met = { events: readonly WakingEvent[]; now: Date; versions: VersionCache };

/** The waits among these whose conditions are met, with what they were met by. */
export async function metWaits(
  tx: Tx,
  waits: readonly WaitRow[],
  { events, now, versions }: Met,
): Promise<Resolution[]> {
  if (waits.length === 0) return [];
  const known = await versions.get(
    tx,
    waits.map(({ versionId }) => versionId),
  );
  const cache = createRecordCache(tx);
  const subjectOf: SubjectOf = (row) => ({
    key: { type: row.subjectType, id: row.subjectId },
    relations: known.get(row.versionId)?.definition.needs.relations ?? [],
  });
  await loadSubjects(cache, waits.map(subjectOf));
  const questions = waits.flatMap((row) => {
    const event = events.find(({ id }) => id === row.eventId);
    return questionsOf(row, event, scene(row, { subjectOf, cache, now }));
  });
  const judged = await evaluateMany(tx, questions, { tolerant: true });
  await raiseIncidents(
    tx,
    questions.flatMap((question, n) => incidentOf(question, judged[n]?.failed)),
  );
  const trueOnes = questions.filter((_, n) => truthy(judged[n]?.value));
  return [...groupBy(trueOnes, ({ row }) => row.positionId).values()].flatMap((group) => resolutionOf(group, now));
}

/** A wait whose condition cannot be judged goes on waiting, and somebody is told. */
function incidentOf({ row }: WaitQuestion, failed: AppError | undefined): NewIncident[] {
  if (failed === undefined) return [];
  const { runId, eventId } = row;
  const message = `What a run waits for could not be judged: ${failed.details.detail ?? failed.code}`;
  return [{ kind: 'event', code: failed.code, runId, eventId, message }];
}

type SubjectOf = (row: WaitRow) => Parameters<typeof subjectData>[0];
type Scene = Pick<Question, 'data' | 'subject'>;

/** What the rules of a wait read, but for the event. */
function scene(
  row: WaitRow,
  { subjectOf, cache, now }: { subjectOf: SubjectOf; cache: RecordCache; now: Date },
): Scene {
  const subject = subjectOf(row);
  const run = { id: row.runId, startedAt: row.startedAt.toISOString() };
  return {
    data: {
      ...subjectData(subject, cache, now),
      vars: row.vars,
      steps: row.memory,
      previous: null,
      run,
    },
    subject: { ...lookupSubject(subject.key, cache, now), run },
  };
}

function questionsOf(row: WaitRow, event: WakingEvent | undefined, { data, subject }: Scene): WaitQuestion[] {
  const started = { ...data, event: row.origin.event ?? null };
  const { pausedWhen, branches = [] } = row.wait;
  const paused: WaitQuestion[] =
    pausedWhen === undefined
      ? []
      : [{ row, order: null, branch: '', happened: null, rule: pausedWhen, data: started, subject }];
  if (!event) return paused;
  const happened = { type: event.type, at: event.at.toISOString(), properties: event.properties };
  const asked = branches.flatMap((branch, order): WaitQuestion[] => {
    // A condition is judged whatever wakes the wait: only true ones end it.
    const isCondition = branch.event === undefined;
    if (!isCondition && !eventMatches(branch, event)) return [];
    const given = isCondition ? { happened: null, data: started } : { happened, data: { ...data, event: happened } };
    return [{ row, order, branch: branch.id, rule: branch.when ?? true, subject, ...given }];
  });
  return [...paused, ...asked];
}

/** How a wait ends by what is true of it. */
function resolutionOf(group: readonly WaitQuestion[], now: Date): Resolution[] {
  // A condition does not end a wait that is paused; events do.
  const isPaused = group.some(({ order }) => order === null);
  const hits = group.flatMap(({ order, happened, ...question }) =>
    order === null || (isPaused && happened === null) ? [] : [{ ...question, order, happened }],
  );
  // The oldest event decides, and of the branches that it meets the first.
  const oldest = hits.filter(({ row }) => row.eventId === hits[0]?.row.eventId);
  const hit = oldest.toSorted((a, b) => a.order - b.order)[0];
  if (!hit) return [];
  const { row, branch, happened } = hit;
  const outcome: Json = { by: 'branch', branch, at: now.toISOString(), ...(happened ? { event: happened } : {}) };
  return [{ positionId: row.positionId, runId: row.runId, outcome }];
}
