import { AppError } from '../../domain/errors.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { JsonObject } from '../../domain/json.ts';
import { titleOf } from '../../domain/records/record-types.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import { runColumns, withPositions } from './load-runs.ts';
import { runReach } from './run-reach.ts';
import type { RunColumns, RunRow } from './run-row.ts';
import { type CarrierLink, type RunDetail, type RunView, type StepView, viewOfRun } from './run-view.ts';

export type RunFilter = {
  readonly workflow?: string | undefined;
  readonly version?: number | undefined;
  readonly state?: RunState | undefined;
  /** Runs that stand at this step. */
  readonly step?: string | undefined;
  readonly recordId?: string | undefined;
  readonly since?: Date | undefined;
};

/** The realm runs are read from, who reads them, and how their carriers are linked. */
export type RunReading = { readonly db: Queryable; readonly actor: Actor; readonly link: CarrierLink };

export type RunPosition = readonly [startedAt: string, id: string];

/** Runs, those begun last first; those after `after`. */
export async function listRuns(
  reading: RunReading,
  filter: RunFilter & { readonly limit: number; readonly after?: RunPosition | undefined },
): Promise<{ items: RunView[]; next: RunPosition | null }> {
  const { db, actor } = reading;
  const reach = runReach(actor, 'run:read', 1);
  if (reach === null) return { items: [], next: null };
  const params: unknown[] = [...reach.params];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = [reach.sql, ...conditionsOf(filter, { bind, test: db.schema === 'sandbox' })];
  if (filter.after)
    conditions.push(`(r."startedAt", r.id) < (${bind(filter.after[0])}::timestamptz, ${bind(filter.after[1])}::uuid)`);
  const rows = await db.query<RunColumns>(
    `SELECT ${runColumns} FROM run r WHERE ${conditions.join(' AND ')} ORDER BY r."startedAt" DESC, r.id DESC LIMIT ${filter.limit + 1}`,
    params,
  );
  const page = await withPositions(db, rows.slice(0, filter.limit));
  const last = page.at(-1);
  return {
    items: await viewsOf(reading, page),
    next: rows.length > filter.limit && last ? [last.data.startedAt, last.data.id] : null,
  };
}

/** SQL conditions on `run r` for what a filter says. Test runs are about copies: they are found by the record copied. */
export function conditionsOf(
  { workflow, version, state, step, recordId, since }: RunFilter,
  { bind, test = false }: { bind: (value: unknown) => string; test?: boolean },
): string[] {
  const ofRecord = test ? `r.script->>'originalRecordId'` : 'r."subjectId"';
  const standing = (id: string) =>
    `EXISTS (SELECT 1 FROM run_position p WHERE p."runId" = r.id AND p."stepId" = ${id})`;
  return [
    ...(workflow === undefined
      ? []
      : [`r."workflowId" IN (SELECT w.id FROM workflow w WHERE w.key = ${bind(workflow)})`]),
    ...(version === undefined ? [] : [`r.version = ${bind(version)}`]),
    ...(state === undefined ? [] : [`r.phase = ${bind(phaseOf(state))}`, `r.state = ${bind(state)}`]),
    ...(step === undefined ? [] : [standing(bind(step))]),
    ...(recordId === undefined ? [] : [`${ofRecord} = ${bind(recordId)}`]),
    ...(since === undefined ? [] : [`r."startedAt" >= ${bind(since)}`]),
  ];
}

/** The column that is indexed: states that follow each other at every leg share one. */
const phaseOf = (state: RunState): string => (state === 'running' || state === 'waiting' ? 'open' : state);

/** One run with its steps; null when there is none in reach. */
async function findRun(reading: RunReading, id: string): Promise<RunDetail | null> {
  const { db, actor } = reading;
  const reach = runReach(actor, 'run:read', 2);
  if (reach === null) return null;
  const rows = await db.query<RunColumns>(`SELECT ${runColumns} FROM run r WHERE r.id = $1 AND ${reach.sql}`, [
    id,
    ...reach.params,
  ]);
  const [run] = await withPositions(db, rows);
  const [view] = run ? await viewsOf(reading, [run]) : [];
  if (!run || !view) return null;
  const children = await db.query<{ id: string }>('SELECT id FROM run WHERE "parentRunId" = $1 ORDER BY id LIMIT 500', [
    id,
  ]);
  const { vars } = run.data;
  const origin: JsonObject = { ...run.origin } as unknown as JsonObject;
  return {
    ...view,
    steps: await stepsOf(db, run),
    vars,
    origin,
    parentRunId: run.parentRunId,
    children: children.map((child) => child.id),
  };
}

/** One run from the first realm that has it. @throws AppError run-not-found */
export async function readRun(readings: readonly RunReading[], id: string): Promise<RunDetail> {
  for (const reading of readings) {
    const run = await findRun(reading, id);
    if (run) return run;
  }
  throw new AppError('run-not-found', { detail: `There is no run with the id ${id}.` });
}

async function viewsOf({ db, link }: RunReading, runs: readonly RunRow[]): Promise<RunView[]> {
  const titles = new Map<string, string>();
  for (const [type, group] of groupBy(runs, ({ data }) => data.subject.type)) {
    const records = await readRecords(
      db,
      type,
      group.map(({ data }) => data.subject.id),
    );
    for (const [id, record] of records) titles.set(id, titleOf(type, record));
  }
  const test = db.schema === 'sandbox';
  return runs.map((run) => viewOfRun(run, { title: titles.get(run.data.subject.id) ?? '', link, test }));
}

type StepRow = Omit<StepView, 'startedAt' | 'endedAt'> & { startedAt: Date; endedAt: Date | null };

/** Visits in the order in which they ended, then those under way. */
async function stepsOf(db: Queryable, { data, versionId }: RunRow): Promise<StepView[]> {
  const rows = await db.query<StepRow>(
    `SELECT "stepId", type, visit, outlet, "startedAt", "endedAt", detail, result, error FROM run_step WHERE "runId" = $1 ORDER BY n`,
    [data.id],
  );
  const known = new Set(rows.map(({ stepId, visit }) => `${visit} ${stepId}`));
  const open = data.positions.filter(({ stepId, visit }) => !known.has(`${visit} ${stepId}`));
  const types = await typesOf(
    db,
    versionId,
    open.map(({ stepId }) => stepId),
  );
  const underWay = open.map(
    ({ stepId, visit, since, error }): StepView => ({
      stepId,
      type: types.get(stepId) ?? '',
      visit,
      outlet: null,
      startedAt: since,
      endedAt: null,
      detail: {},
      result: null,
      error: told(error),
    }),
  );
  return [...rows.map(visited), ...underWay];
}

function visited({ startedAt, endedAt, error, ...row }: StepRow): StepView {
  return { ...row, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null, error: told(error) };
}

const told = (error: StepView['error']) => (error === null ? null : { code: error.code, message: error.message });

async function typesOf(
  db: Queryable,
  versionId: string,
  stepIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (stepIds.length === 0) return new Map();
  const rows = await db.query<{ id: string; type: string | null }>(
    `SELECT s.id, v.definition->'steps'->s.id->>'type' AS type FROM workflow_version v, unnest($2::text[]) AS s(id) WHERE v.id = $1`,
    [versionId, stepIds],
  );
  return new Map(rows.map(({ id, type }) => [id, type ?? '']));
}
