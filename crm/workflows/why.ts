import { decideEnrollment, type EnrollmentDecision } from '../../domain/enrollment/decide-enrollment.ts';
import { AppError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { evaluateMany } from '../lookup/evaluate-many.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../lookup/subject-data.ts';
import { loadAccountZones, subjectCalendar, subjectZones } from '../lookup/subject-zones.ts';
import { getRecord } from '../records/find-records.ts';
import { readRunHistories } from '../runs/run-history.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { liveVersionByKey } from './live-version.ts';
import { type NonMatchView, readNonMatches } from './non-matches.ts';
import type { LiveVersion, VersionCache } from './versions.ts';
import { readWorkflow } from './workflow-row.ts';

export type Judged = { readonly value: boolean; readonly trace: Json };

/** Why a record is, was or is not in a workflow. */
export type Why = {
  readonly record: RecordKey;
  /** What became of its matches, newest first. */
  readonly enrollments: readonly EnrollmentView[];
  /** A sample of the events of the last days that no rule of a trigger matched, as it was judged then, newest first. */
  readonly nonMatches: readonly NonMatchView[];
  /** How the rules judge the record as it is now; null when the workflow admits nothing. */
  readonly now: {
    readonly version: number;
    readonly paused: boolean;
    /** Conditions of the triggers. Those that look at an event or at the record before a change are judged without them. */
    readonly triggers: readonly { readonly id: string; readonly type: string; readonly when: Judged | null }[];
    readonly exit: Judged | null;
    readonly goal: Judged | null;
    /** What would happen to a match. */
    readonly decision: EnrollmentDecision;
  } | null;
};

export type EnrollmentView = {
  readonly id: string;
  readonly triggerId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly runId: string | null;
  readonly at: string;
  readonly trace: Json;
};

/** @throws AppError workflow-not-found, record-not-found */
export async function whyEnrolled(
  db: Queryable,
  {
    key,
    recordId,
    versions,
    company,
    now,
    actor,
  }: { key: string; recordId: string; versions: VersionCache; company: CompanyTime; now: Date; actor: Actor },
): Promise<Why> {
  const workflow = await readWorkflow(db, key);
  const live = await liveVersionByKey(db, versions, key);
  const type = live?.version.definition.subject ?? workflow.subject;
  if (type === null)
    throw new AppError('record-not-found', { detail: 'The draft does not say which records it is about.' });
  const record: RecordKey = { type, id: recordId };
  await getRecord(db, { actor, ...record });
  const enrollments = await readEnrollments(db, workflow.id, recordId);
  const nonMatches = await readNonMatches(db, workflow.id, recordId);
  return { record, enrollments, nonMatches, now: live ? await judge(db, { ...live, company, record, now }) : null };
}

async function readEnrollments(db: Queryable, workflowId: string, recordId: string): Promise<EnrollmentView[]> {
  const rows = await db.query<Omit<EnrollmentView, 'at'> & { createdAt: Date }>(
    `SELECT id, "triggerId", state, reason, "runId", "createdAt", trace FROM enrollment
     WHERE "subjectId" = $2 AND "workflowId" = $1 ORDER BY "createdAt" DESC, id DESC LIMIT 100`,
    [workflowId, recordId],
  );
  return rows.map(({ createdAt, ...row }) => ({ ...row, at: createdAt.toISOString() }));
}

type Judging = {
  readonly version: LiveVersion;
  readonly paused: boolean;
  readonly company: CompanyTime;
  readonly record: RecordKey;
  readonly now: Date;
};

async function judge(
  db: Queryable,
  { version, paused, company, record, now }: Judging,
): Promise<NonNullable<Why['now']>> {
  const { definition } = version;
  const { exit, goal, concurrency } = definition.enrollment;
  const cache = createRecordCache(db);
  const needs = { key: record, relations: definition.needs.relations };
  await loadSubjects(cache, [needs]);
  await loadAccountZones(cache, [record]);
  if (cache.record(record) === null)
    throw new AppError('record-not-found', { detail: `There is no ${record.type} with this id.` });
  const data = { ...subjectData(needs, cache, now), previous: null, event: null, vars: {}, steps: {} };
  const asked = [exit?.rule, goal?.rule, concurrency.key?.rule, ...definition.triggers.map(({ when }) => when?.rule)];
  const questions = asked.map((rule) => ({ rule: rule ?? null, data, subject: lookupSubject(record, cache, now) }));
  const judged = await evaluateMany(db, questions, { trace: true });
  const answers = asked.map((rule, n) =>
    rule === undefined ? null : { value: truthy(judged[n]?.value), trace: judged[n]?.trace ?? null },
  );
  const [exitNow = null, goalNow = null] = answers;
  const key = concurrency.key ? String(judged[2]?.value) : null;
  const admission = { workflowId: version.workflowId, subjectId: record.id, key };
  const decision = decideEnrollment({
    enrollment: definition.enrollment,
    now: now.getTime(),
    history: (await readRunHistories(db, [admission])).of(admission),
    exitTrue: exitNow?.value ?? false,
    goalTrue: goalNow?.value ?? false,
    key,
    time: {
      zone: resolveZone('contact', subjectZones(record, cache, company.zone())).zone,
      calendars: company.calendars(),
      calendar: subjectCalendar(record, cache, company).calendar,
    },
  });
  const triggers = definition.triggers.map(({ id, type }, n) => ({ id, type, when: answers[n + 3] ?? null }));
  return { version: version.version, paused, triggers, exit: exitNow, goal: goalNow, decision };
}
