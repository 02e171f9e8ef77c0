import { type DefinitionDiff, diffDefinitions } from '../../domain/definition/diff.ts';
import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';
import { readWorkflow, type WorkflowRow } from './workflow-row.ts';

/** A published version as lists show it. */
export type VersionView = {
  readonly version: number;
  readonly note: string | null;
  readonly publishedBy: string | null;
  readonly createdAt: string;
  readonly state: 'active' | 'retired';
  /** Runs on it that have not ended. */
  readonly activeRuns: number;
};

type Row = { version: number; note: string | null; publishedBy: string | null; createdAt: Date; activeRuns: number };

const columns = `v.version, v.note, v."publishedBy", v."createdAt",
  (SELECT count(*)::int FROM run r WHERE r."workflowId" = v."workflowId" AND r.version = v.version AND r."endedAt" IS NULL) AS "activeRuns"`;

/** The versions of a workflow, newest first; those before `before`. */
export async function listVersions(
  db: Queryable,
  key: string,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<{ items: VersionView[]; next: number | null }> {
  const workflow = await readWorkflow(db, key);
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM workflow_version v WHERE v."workflowId" = $1 AND ($2::int IS NULL OR v.version < $2) ORDER BY v.version DESC LIMIT $3`,
    [workflow.id, before ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    items: page.map((row) => viewOf(workflow, row)),
    next: rows.length > limit ? (page.at(-1)?.version ?? null) : null,
  };
}

/** A version with its definition. @throws AppError version-not-found */
export async function readVersion(
  db: Queryable,
  key: string,
  version: number,
): Promise<VersionView & { definition: JsonObject }> {
  const workflow = await readWorkflow(db, key);
  const [row] = await db.query<Row & { definition: JsonObject }>(
    `SELECT ${columns}, v.definition FROM workflow_version v WHERE v."workflowId" = $1 AND v.version = $2`,
    [workflow.id, version],
  );
  if (!row) throw new AppError('version-not-found', { detail: `"${key}" has no version ${version}.` });
  return { ...viewOf(workflow, row), definition: row.definition };
}

function viewOf(workflow: WorkflowRow, { version, note, publishedBy, createdAt, activeRuns }: Row): VersionView {
  const isOn = workflow.state === 'active' || workflow.state === 'paused';
  const state = isOn && workflow.publishedVersion === version ? 'active' : 'retired';
  return { version, note, publishedBy, createdAt: createdAt.toISOString(), state, activeRuns };
}

/** A version by number, or the draft. */
export type Side = number | 'draft';

export type VersionDiff = DefinitionDiff & {
  readonly from: Side | null;
  readonly to: Side;
  /** Runs of the older side that stand at a step which is changed or gone. */
  readonly standing: readonly { readonly stepId: string; readonly runs: number }[];
};

/** What differs between two sides; without `from` it is the published version, without `to` the draft. */
export async function diffVersions(
  db: Queryable,
  key: string,
  sides: { from?: Side | undefined; to?: Side | undefined },
): Promise<VersionDiff> {
  const workflow = await readWorkflow(db, key);
  const from = sides.from ?? workflow.publishedVersion;
  const to = sides.to ?? 'draft';
  const before = from === null ? {} : await definitionOf(db, workflow, from);
  const diff = diffDefinitions(before, await definitionOf(db, workflow, to));
  const touched = [...diff.steps.removed, ...diff.steps.changed.map(({ id }) => id)];
  return {
    ...diff,
    from,
    to,
    standing: typeof from === 'number' ? await standingAt(db, workflow, { version: from, steps: touched }) : [],
  };
}

async function definitionOf(db: Queryable, workflow: WorkflowRow, side: Side): Promise<JsonObject> {
  return side === 'draft' ? workflow.draft : (await readVersion(db, workflow.key, side)).definition;
}

function standingAt(
  db: Queryable,
  { id }: WorkflowRow,
  at: { version: number; steps: readonly string[] },
): Promise<{ stepId: string; runs: number }[]> {
  return db.query(
    `SELECT p."stepId", count(DISTINCT r.id)::int AS runs FROM run r JOIN run_position p ON p."runId" = r.id
     WHERE r."workflowId" = $1 AND r.version = $2 AND r."endedAt" IS NULL AND p."stepId" = ANY($3::text[]) GROUP BY 1 ORDER BY 1`,
    [id, at.version, at.steps],
  );
}
