import type { RunState } from '../../domain/run/state.ts';
import type { Queryable } from '../database.ts';
import { readWorkflow } from './workflow-row.ts';

export type StepStats = {
  readonly stepId: string;
  /** Runs that stand there now, and those of them that wait for a person. */
  readonly standing: number;
  readonly incidents: number;
  /** Finished visits, by the outlet taken. */
  readonly visits: number;
  readonly outlets: Readonly<Record<string, number>>;
};

export type WorkflowStats = {
  readonly runs: Readonly<Partial<Record<RunState, number>>>;
  readonly versions: readonly { readonly version: number; readonly active: number; readonly ended: number }[];
  readonly steps: readonly StepStats[];
  /** Matches that started no run, by reason, and those that are held or queued. */
  readonly enrollments: Readonly<Record<string, number>>;
};

export type StatsFilter = { readonly version?: number | undefined; readonly since: Date };

/** Counts of a workflow: its runs begun since an instant, where they stand, and which way they took. */
export async function workflowStats(
  db: Queryable,
  key: string,
  { version, since }: StatsFilter,
): Promise<WorkflowStats> {
  const { id } = await readWorkflow(db, key);
  const parameters = [id, version ?? null, since];
  const [runs, standing, visits, enrollments] = await Promise.all([
    db.query<{ state: RunState; version: number; n: number }>(
      `SELECT r.state, r.version, count(*)::int AS n FROM run r WHERE ${scope} GROUP BY 1, 2 ORDER BY 2 DESC`,
      parameters,
    ),
    db.query<{ stepId: string; standing: number; incidents: number }>(
      `SELECT p."stepId", count(*)::int AS standing, (count(*) FILTER (WHERE p.state = 'incident'))::int AS incidents
       FROM run r JOIN run_position p ON p."runId" = r.id WHERE ${scope} AND r."endedAt" IS NULL GROUP BY 1`,
      parameters,
    ),
    db.query<{ stepId: string; outlet: string | null; n: number }>(
      `SELECT s."stepId", s.outlet, count(*)::int AS n FROM run r JOIN run_step s ON s."runId" = r.id
       WHERE ${scope} AND s."endedAt" IS NOT NULL GROUP BY 1, 2`,
      parameters,
    ),
    db.query<{ reason: string; n: number }>(
      `SELECT COALESCE(reason, state) AS reason, count(*)::int AS n FROM enrollment
       WHERE "workflowId" = $1 AND state IN ('held', 'queued', 'refused') AND "createdAt" >= $2 GROUP BY 1`,
      [id, since],
    ),
  ]);
  return {
    runs: sumBy(runs, ({ state }) => state),
    versions: versionsOf(runs),
    steps: stepsOf(standing, visits),
    enrollments: sumBy(enrollments, ({ reason }) => reason),
  };
}

const scope = `r."workflowId" = $1 AND ($2::int IS NULL OR r.version = $2) AND (r."startedAt" >= $3 OR r."endedAt" IS NULL)`;

const under: ReadonlySet<string> = new Set(['running', 'waiting', 'paused', 'incident']);

function versionsOf(runs: readonly { state: string; version: number; n: number }[]): WorkflowStats['versions'] {
  const active = sumBy(
    runs.filter(({ state }) => under.has(state)),
    ({ version }) => String(version),
  );
  const ended = sumBy(
    runs.filter(({ state }) => !under.has(state)),
    ({ version }) => String(version),
  );
  const versions = [...new Set(runs.map(({ version }) => version))];
  return versions.map((version) => ({ version, active: active[version] ?? 0, ended: ended[version] ?? 0 }));
}

function stepsOf(
  standing: readonly { stepId: string; standing: number; incidents: number }[],
  visits: readonly { stepId: string; outlet: string | null; n: number }[],
): StepStats[] {
  const ids = [...new Set([...standing, ...visits].map(({ stepId }) => stepId))].sort();
  const at = new Map(standing.map((row) => [row.stepId, row]));
  return ids.map((stepId) => {
    const own = visits.filter((row) => row.stepId === stepId);
    return {
      stepId,
      standing: at.get(stepId)?.standing ?? 0,
      incidents: at.get(stepId)?.incidents ?? 0,
      visits: own.reduce((sum, { n }) => sum + n, 0),
      outlets: Object.fromEntries(own.flatMap(({ outlet, n }) => (outlet === null ? [] : [[outlet, n]]))),
    };
  });
}

function sumBy<T extends { n: number }, K extends string>(rows: readonly T[], keyOf: (row: T) => K): Record<K, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[keyOf(row)] = (sums[keyOf(row)] ?? 0) + row.n;
  return sums;
}
