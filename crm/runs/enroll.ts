import { decideEnrollment } from '../../domain/enrollment/decide-enrollment.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { truthy } from '../../domain/logic/values.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { evaluateMany } from '../lookup/evaluate-many.ts';
import type { RecordCache } from '../lookup/record-cache.ts';
import { loadSubjects, lookupSubject, subjectData } from '../lookup/subject-data.ts';
import { loadAccountZones, subjectCalendar, subjectZones } from '../lookup/subject-zones.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import type { LiveVersion } from '../workflows/versions.ts';
import { cancelRuns } from './cancel-runs.ts';
import { insertRuns } from './insert-runs.ts';
import { type Admission, type RunHistories, readRunHistories } from './run-history.ts';
import type { Cause, RunOrigin } from './run-row.ts';
import { lockWaitKeys } from './wake.ts';

/** A record that matched: by a trigger, by hand or from another run. */
export type EnrollRequest = {
  readonly version: LiveVersion;
  readonly triggerId: string;
  readonly subject: RecordKey;
  /** Event id, or the caller's key: the same cause enrolls once. */
  readonly cause: string;
  readonly origin: RunOrigin;
  readonly chain: Cause;
  /** The enrollment of a match that waited and is judged anew; a new one is made when absent. */
  readonly enrollmentId?: string;
  readonly parent?: { readonly runId: string; readonly key: string };
  /** While the workflow is paused, matches are held. */
  readonly paused: boolean;
};

export type EnrollResult =
  | { readonly kind: 'started'; readonly runId: string; readonly carrierId: string }
  | { readonly kind: 'queued' | 'held'; readonly reason: string; readonly enrollmentId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The cause has enrolled before; `state` and `reason` say what became of that. */
  | ({ readonly kind: 'duplicate' } & Enrolled);

type Enrolled = {
  readonly enrollmentId: string | null;
  readonly state: string | null;
  readonly reason: string | null;
  readonly runId: string | null;
};

export type Enrolling = {
  readonly cache: RecordCache;
  readonly now: Date;
  readonly company: CompanyTime;
  readonly queue: 'interactive' | 'bulk';
};

type Decided = {
  request: EnrollRequest;
  enrollmentId: string;
  key: string | null;
  runId?: string;
  state: string;
  reason: string | null;
};

/**
 * Admits records: one enrollment row a cause, re-entry and concurrency decided under a lock, runs and their carriers made in
 * the same transaction. Temporal is not touched. Results in the order of the requests.
 */
export async function enroll(
  tx: Tx,
  requests: readonly EnrollRequest[],
  { cache, now, company, queue }: Enrolling,
): Promise<EnrollResult[]> {
  if (requests.length === 0) return [];
  await lockWaitKeys(
    tx,
    requests.map(({ version, subject }) => `enroll:${version.workflowId}:${subject.id}`),
  );
  const fresh = await insertEnrollments(tx, requests);
  const facts = await judge(tx, requests, { cache, now, company });
  const keyed = requests.flatMap(({ version }, n) =>
    facts[n]?.key === undefined ? [] : [`enroll:${version.workflowId}:key:${facts[n].key}`],
  );
  await lockWaitKeys(tx, keyed);
  const histories = await readRunHistories(
    tx,
    requests.map((request, n) => admissionOf(request, facts[n]?.key ?? null)),
  );
  const { decided, cancelled } = decideAll(requests, { fresh, facts, histories, now, company });
  const started = await insertRuns(
    tx,
    decided.flatMap((item) => (item?.runId === undefined ? [] : [{ ...item, runId: item.runId }])),
    { now, queue },
  );
  // After the new ones are there: of two matches in one batch, the second may restart the first.
  await cancelRuns(tx, cancelled, { now, reason: 'restarted' });
  await updateEnrollments(
    tx,
    decided.filter((item) => item !== null),
  );
  return resultsOf(tx, requests, { decided, started });
}

type Judged = {
  readonly fresh: readonly (string | null)[];
  readonly facts: readonly Fact[];
  readonly histories: RunHistories;
  readonly now: Date;
  readonly company: CompanyTime;
};

const admissionOf = ({ version, subject }: EnrollRequest, key: string | null): Admission => ({
  workflowId: version.workflowId,
  subjectId: subject.id,
  key,
});

/** What becomes of each request, in turn: the later ones see what the earlier ones start. Null for one that is not fresh. */
function decideAll(requests: readonly EnrollRequest[], { fresh, facts, histories, now, company }: Judged) {
  const cancelled: string[] = [];
  const calendars = company.calendars();
  const decided = requests.map((request, n): Decided | null => {
    const enrollmentId = fresh[n] ?? null;
    const fact = facts[n];
    if (enrollmentId === null || !fact) return null;
    const key = fact.key ?? null;
    const admission = admissionOf(request, key);
    const history = histories.of(admission);
    const { enrollment } = request.version.definition;
    const decision = request.paused
      ? { kind: 'hold' as const }
      : decideEnrollment({
          enrollment,
          now: now.getTime(),
          history,
          exitTrue: fact.exit,
          goalTrue: fact.goal,
          key,
          time: { zone: fact.zone, calendars, calendar: fact.calendar },
        });
    if (decision.kind === 'restart') cancelled.push(...decision.cancel);
    const state = stateOf[decision.kind];
    const runId = state === 'started' ? newId() : undefined;
    if (runId !== undefined) histories.add(admission, runId, now);
    return {
      request,
      enrollmentId,
      key,
      ...(runId === undefined ? {} : { runId }),
      state,
      reason: decision.kind === 'refuse' ? decision.reason : null,
    };
  });
  return { decided, cancelled };
}

const stateOf = { start: 'started', restart: 'started', queue: 'queued', hold: 'held', refuse: 'refused' } as const;

/** @returns the enrollment of each request; null for one whose cause has enrolled before */
async function insertEnrollments(tx: Tx, requests: readonly EnrollRequest[]): Promise<(string | null)[]> {
  const ids = requests.map(({ enrollmentId }) => enrollmentId ?? newId());
  const rows = requests.flatMap(({ enrollmentId, version, triggerId, subject, cause }, n) =>
    enrollmentId === undefined
      ? [
          {
            id: ids[n],
            workflowId: version.workflowId,
            triggerId,
            subjectType: subject.type,
            subjectId: subject.id,
            cause,
          },
        ]
      : [],
  );
  if (rows.length === 0) return ids;
  const inserted = await tx.query<{ id: string }>(
    `
    INSERT INTO enrollment (id, "workflowId", "triggerId", "subjectType", "subjectId", cause, state)
    SELECT e.id, e."workflowId", e."triggerId", e."subjectType", e."subjectId", e.cause, 'started'
    FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, "workflowId" uuid, "triggerId" text, "subjectType" text, "subjectId" uuid, cause text)
    ON CONFLICT DO NOTHING RETURNING id`,
    [JSON.stringify(rows)],
  );
  const known = new Set(inserted.map(({ id }) => id));
  return ids.map((id, n) => (requests[n]?.enrollmentId === id || known.has(id) ? id : null));
}

type Fact = {
  readonly exit: boolean;
  readonly goal: boolean;
  readonly key: string | undefined;
  /** In which a cooldown is counted. */
  readonly zone: string;
  readonly calendar: string;
};

/** Exit, goal, concurrency key and zone of each request, over the record as it is now. */
async function judge(
  tx: Tx,
  requests: readonly EnrollRequest[],
  { cache, now, company }: Omit<Enrolling, 'queue'>,
): Promise<Fact[]> {
  await loadSubjects(
    cache,
    requests.map(({ subject, version }) => ({ key: subject, relations: version.definition.needs.relations })),
  );
  await loadAccountZones(
    cache,
    requests.filter(hasCooldown).map(({ subject }) => subject),
  );
  const questions = requests.flatMap((request, n) => questionsOf(request, n, { cache, now }));
  // What cannot be judged here is judged once more, and reported, by the first leg.
  const judged = await evaluateMany(tx, questions, { tolerant: true });
  const facts: { -readonly [K in keyof Fact]: Fact[K] }[] = requests.map((request) => ({
    exit: false,
    goal: false,
    key: undefined,
    zone: zoneOf(request, { cache, company }),
    calendar: subjectCalendar(request.subject, cache, company).calendar,
  }));
  questions.forEach(({ n, part }, index) => {
    const fact = facts[n];
    const value = judged[index]?.value;
    if (!fact) return;
    if (part === 'key') fact.key = String(value);
    else fact[part] = truthy(value);
  });
  return facts;
}

/** What the admission of one request asks of its rules. */
function questionsOf(request: EnrollRequest, n: number, { cache, now }: Pick<Enrolling, 'cache' | 'now'>) {
  const { exit, goal, concurrency } = request.version.definition.enrollment;
  const key = request.subject;
  const data = {
    ...subjectData({ key, relations: request.version.definition.needs.relations }, cache, now),
    previous: request.origin.previous ?? null,
    event: request.origin.event ?? null,
    vars: {},
    steps: {},
  };
  const ask = (part: 'exit' | 'goal' | 'key', rule: Json) => ({
    n,
    part,
    rule,
    data,
    subject: lookupSubject(key, cache, now),
  });
  return [
    ...(exit ? [ask('exit', exit.rule)] : []),
    ...(goal ? [ask('goal', goal.rule)] : []),
    ...(concurrency.key ? [ask('key', concurrency.key.rule)] : []),
  ];
}

/** Only a cooldown asks for more than the company's. */
function zoneOf(request: EnrollRequest, { cache, company }: Pick<Enrolling, 'cache' | 'company'>): string {
  if (!hasCooldown(request)) return company.zone();
  return resolveZone('contact', subjectZones(request.subject, cache, company.zone())).zone;
}

const hasCooldown = ({ version }: EnrollRequest) => version.definition.enrollment.reentry.cooldown !== undefined;

async function updateEnrollments(tx: Tx, decided: readonly Decided[]): Promise<void> {
  const rows = decided.map(({ enrollmentId, state, reason, runId, key, request }) => {
    const { origin, chain, parent } = request;
    const later: JsonObject | null =
      state === 'queued' || state === 'held'
        ? {
            key: key ?? request.subject.id,
            origin: origin as unknown as Json,
            chain: chain as unknown as Json,
            parent: (parent ?? null) as Json,
          }
        : null;
    return { id: enrollmentId, state, reason, runId: runId ?? null, trace: origin.trace ?? null, payload: later };
  });
  if (rows.length === 0) return;
  await tx.query(
    `
    UPDATE enrollment e SET state = u.state, reason = u.reason, "runId" = u."runId", trace = u.trace, payload = u.payload
    FROM jsonb_to_recordset($1::jsonb) AS u(id uuid, state text, reason text, "runId" uuid, trace jsonb, payload jsonb) WHERE e.id = u.id`,
    [JSON.stringify(rows)],
  );
}

async function resultsOf(
  tx: Tx,
  requests: readonly EnrollRequest[],
  { decided, started }: { decided: readonly (Decided | null)[]; started: ReadonlyMap<string, string> },
): Promise<EnrollResult[]> {
  const results: EnrollResult[] = [];
  for (const [n, request] of requests.entries()) {
    const item = decided[n];
    if (!item) results.push({ kind: 'duplicate', ...(await enrolledBefore(tx, request)) });
    else if (item.runId !== undefined)
      results.push({ kind: 'started', runId: item.runId, carrierId: started.get(item.runId) ?? '' });
    else if (item.state === 'refused') results.push({ kind: 'refused', reason: item.reason ?? item.state });
    else
      results.push({
        kind: item.state as 'queued' | 'held',
        reason: item.state,
        enrollmentId: item.enrollmentId,
      });
  }
  return results;
}

async function enrolledBefore(tx: Tx, { version, triggerId, subject, cause }: EnrollRequest): Promise<Enrolled> {
  const [row] = await tx.query<Enrolled>(
    'SELECT id AS "enrollmentId", state, reason, "runId" FROM enrollment WHERE "workflowId" = $1 AND "triggerId" = $2 AND "subjectId" = $3 AND cause = $4',
    [version.workflowId, triggerId, subject.id, cause],
  );
  return row ?? { enrollmentId: null, state: null, reason: null, runId: null };
}
