import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';
import { readDraft } from './save-draft.ts';
import { type WorkflowRow, type WorkflowState, workflowColumns } from './workflow-row.ts';

/** A workflow as lists show it. */
export type WorkflowView = {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly subject: string | null;
  readonly state: WorkflowState;
  readonly draftVersion: number;
  readonly publishedVersion: number | null;
  /** Runs that have not ended, those of them that wait for a person, and matches held by a pause. */
  readonly activeRuns: number;
  readonly incidents: number;
  readonly held: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type WorkflowDetail = WorkflowView & { readonly draft: JsonObject; readonly issues: readonly Issue[] };

export type WorkflowFilter = { readonly state?: WorkflowState | undefined; readonly subject?: string | undefined };

/** Workflows by key, those after `after`. */
export async function listWorkflows(
  db: Queryable,
  { state, subject, after, limit }: WorkflowFilter & { after?: string | undefined; limit: number },
): Promise<{ items: WorkflowView[]; next: string | null }> {
  const rows = await db.query<WorkflowRow>(
    `SELECT ${workflowColumns} FROM workflow w WHERE w."deletedAt" IS NULL AND ($1::text IS NULL OR w.state = $1)
       AND ($2::text IS NULL OR w.subject = $2) AND ($3::text IS NULL OR w.key > $3) ORDER BY w.key LIMIT $4`,
    [state ?? null, subject ?? null, after ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return { items: await viewsOf(db, page), next: rows.length > limit ? (page.at(-1)?.key ?? null) : null };
}

/** A workflow with its draft and what is wrong with that. @throws AppError workflow-not-found */
export async function workflowDetail(db: Queryable, key: string): Promise<WorkflowDetail> {
  const { workflow, issues } = await readDraft(db, key);
  return detailOf(db, workflow, issues);
}

/** The answer about a workflow whose draft was read or written just now. */
export async function detailOf(
  db: Queryable,
  workflow: WorkflowRow,
  issues: readonly Issue[],
): Promise<WorkflowDetail> {
  const [view] = await viewsOf(db, [workflow]);
  return { ...(view ?? viewOf(workflow, noRuns)), draft: workflow.draft, issues };
}

type Counts = { readonly active: number; readonly incidents: number; readonly held: number };

const noRuns: Counts = { active: 0, incidents: 0, held: 0 };

async function viewsOf(db: Queryable, workflows: readonly WorkflowRow[]): Promise<WorkflowView[]> {
  const ids = workflows.map(({ id }) => id);
  const rows = await db.query<Counts & { id: string }>(
    `SELECT w.id, COALESCE(r.active, 0) AS active, COALESCE(r.incidents, 0) AS incidents,
       (SELECT count(*)::int FROM enrollment e WHERE e."workflowId" = w.id AND e.state = 'held') AS held
     FROM unnest($1::uuid[]) AS w(id) LEFT JOIN LATERAL (
       SELECT count(*)::int AS active, (count(*) FILTER (WHERE state = 'incident'))::int AS incidents
       FROM run WHERE "workflowId" = w.id AND phase IN ('open', 'paused', 'incident')) r ON true`,
    [ids],
  );
  const counts = new Map(rows.map((row) => [row.id, row]));
  return workflows.map((workflow) => viewOf(workflow, counts.get(workflow.id) ?? noRuns));
}

function viewOf(
  { key, name, subject, state, draft, draftVersion, publishedVersion, ...row }: WorkflowRow,
  counts: Counts,
): WorkflowView {
  return {
    key,
    name,
    description: typeof draft.description === 'string' ? draft.description : null,
    subject,
    state,
    draftVersion,
    publishedVersion,
    activeRuns: counts.active,
    incidents: counts.incidents,
    held: counts.held,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
