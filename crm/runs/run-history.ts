import type { RunHistory } from '../../domain/enrollment/decide-enrollment.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Queryable } from '../database.ts';

/** Whose runs count for an admission: those of the record and, with a concurrency key, those of that key. */
export type Admission = { readonly workflowId: string; readonly subjectId: string; readonly key: string | null };

export type RunHistories = {
  readonly of: (admission: Admission) => RunHistory;
  /** A run that begins in the same transaction: those decided later see it. */
  readonly add: (admission: Admission, runId: string, now: Date) => void;
};

type OpenRun = { id: string; workflowId: string; subjectId: string; concurrencyKey: string | null };
type Past = { workflowId: string; subjectId: string; startedAt: Date; endedAt: Date | null };

const recordOf = ({ workflowId, subjectId }: Pick<Admission, 'workflowId' | 'subjectId'>) =>
  `${workflowId} ${subjectId}`;
const keyOf = (workflowId: string, key: string) => `${workflowId} ${key}`;

/** What runs there are and were, as admissions look at them: of those that have ended the times of the last only. */
export async function readRunHistories(db: Queryable, admissions: readonly Admission[]): Promise<RunHistories> {
  const open = [...(await ofRecords(db, admissions)), ...(await ofKeys(db, admissions))];
  const runs = [...new Map(open.map((run) => [run.id, run])).values()];
  const past = new Map((await pastOf(db, admissions)).map((row) => [recordOf(row), row]));
  const byRecord = groupBy(runs, recordOf);
  const byKey = groupBy(
    runs.filter(({ concurrencyKey }) => concurrencyKey !== null),
    ({ workflowId, concurrencyKey }) => keyOf(workflowId, concurrencyKey ?? ''),
  );
  return {
    of: (admission) => {
      const { workflowId, key } = admission;
      const active = (key === null ? byRecord.get(recordOf(admission)) : byKey.get(keyOf(workflowId, key))) ?? [];
      const { startedAt, endedAt } = past.get(recordOf(admission)) ?? {};
      return {
        active: active.map(({ id, concurrencyKey }) => ({ id, key: concurrencyKey })),
        ever: startedAt !== undefined,
        lastStartedAt: startedAt?.getTime(),
        lastEndedAt: endedAt?.getTime(),
      };
    },
    add: (admission, id, now) => {
      const { workflowId, subjectId, key } = admission;
      const run = { id, workflowId, subjectId, concurrencyKey: key };
      const record = recordOf(admission);
      byRecord.set(record, [...(byRecord.get(record) ?? []), run]);
      if (key !== null) byKey.set(keyOf(workflowId, key), [...(byKey.get(keyOf(workflowId, key)) ?? []), run]);
      const endedAt = past.get(record)?.endedAt ?? null;
      past.set(record, { workflowId, subjectId, startedAt: now, endedAt });
    },
  };
}

const listed = (admissions: readonly Admission[]) => [
  [...new Set(admissions.map(({ subjectId }) => subjectId))],
  [...new Set(admissions.map(({ workflowId }) => workflowId))],
];

function ofRecords(db: Queryable, admissions: readonly Admission[]): Promise<OpenRun[]> {
  return db.query<OpenRun>(
    `SELECT id, "workflowId", "subjectId", "concurrencyKey" FROM run
     WHERE "subjectId" = ANY($1::uuid[]) AND "workflowId" = ANY($2::uuid[]) AND "endedAt" IS NULL`,
    listed(admissions),
  );
}

async function ofKeys(db: Queryable, admissions: readonly Admission[]): Promise<OpenRun[]> {
  const keyed = admissions.filter(({ key }) => key !== null);
  if (keyed.length === 0) return [];
  return db.query<OpenRun>(
    `SELECT id, "workflowId", "subjectId", "concurrencyKey" FROM run
     WHERE "workflowId" = ANY($1::uuid[]) AND "concurrencyKey" = ANY($2::text[]) AND "concurrencyKey" IS NOT NULL AND "endedAt" IS NULL`,
    [[...new Set(keyed.map(({ workflowId }) => workflowId))], [...new Set(keyed.flatMap(({ key }) => key ?? []))]],
  );
}

function pastOf(db: Queryable, admissions: readonly Admission[]): Promise<Past[]> {
  return db.query<Past>(
    `SELECT "workflowId", "subjectId", max("startedAt") AS "startedAt", max("endedAt") AS "endedAt" FROM run
     WHERE "subjectId" = ANY($1::uuid[]) AND "workflowId" = ANY($2::uuid[]) GROUP BY 1, 2`,
    listed(admissions),
  );
}
