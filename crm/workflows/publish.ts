import { createHash } from 'node:crypto';
import { compileDefinition } from '../../domain/definition/compile.ts';
import { hasErrors } from '../../domain/definition/validate.ts';
import { AppError, type Issue } from '../../domain/errors.ts';
import { canonicalJson, type JsonObject } from '../../domain/json.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { syncHooks } from './hooks.ts';
import { numberChange } from './number-change.ts';
import { type Acting, validateDraft } from './save-draft.ts';
import { lockWorkflow, type WorkflowRow, type WorkflowState } from './workflow-row.ts';

export type PublishOptions = { readonly note?: string | undefined; readonly dryRun?: boolean | undefined };

export type Published = {
  readonly version: number;
  readonly versionId: string | null;
  readonly state: WorkflowState;
  /** The published version holds this definition already: nothing new was made. */
  readonly unchanged: boolean;
  readonly dryRun: boolean;
  /** Warnings: they do not block. */
  readonly issues: readonly Issue[];
};

/**
 * Freezes the draft as the next version and lets it admit records. A definition that is published already makes no new
 * version; a workflow that is paused stays so. With `dryRun` nothing is written.
 * @throws AppError invalid-definition with the issues when there are errors
 */
export async function publishWorkflow(
  tx: Tx,
  key: string,
  options: PublishOptions,
  acting: Acting & { now: Date },
): Promise<Published> {
  const workflow = await lockWorkflow(tx, key);
  const issues = await validateDraft(tx, workflow.draft);
  if (hasErrors(issues)) throw refusal(issues);
  compileDefinition(workflow.draft);
  const hash = createHash('sha256').update(canonicalJson(workflow.draft)).digest('hex');
  const current = await currentVersion(tx, workflow);
  const unchanged = current?.hash === hash;
  const version = unchanged ? current.version : (await lastVersion(tx, workflow.id)) + 1;
  const state = workflow.state === 'paused' ? 'paused' : 'active';
  const dryRun = options.dryRun === true;
  if (dryRun) return { version, versionId: null, state, unchanged, dryRun, issues };
  const versionId = unchanged ? current.id : newId();
  if (!unchanged) await insertVersion(tx, { id: versionId, workflow, version, hash, note: options.note, acting });
  await activate(tx, workflow, { version, state, now: acting.now });
  await auditAction(tx, {
    ...acting,
    action: 'workflow.published',
    resource: { type: 'workflow', id: workflow.id },
    changes: { version, unchanged, note: options.note ?? null, state: { old: workflow.state, new: state } },
  });
  return { version, versionId, state, unchanged, dryRun, issues };
}

function refusal(issues: readonly Issue[]): AppError {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const detail = `The draft has ${errors === 1 ? 'an error' : `${errors} errors`}; nothing was published.`;
  return new AppError('invalid-definition', { detail, issues });
}

type VersionHead = { id: string; version: number; hash: string };

async function currentVersion(tx: Tx, { id, publishedVersion }: WorkflowRow): Promise<VersionHead | undefined> {
  const [row] = await tx.query<VersionHead>(
    'SELECT id, version, hash FROM workflow_version WHERE "workflowId" = $1 AND version = $2',
    [id, publishedVersion],
  );
  return row;
}

async function lastVersion(tx: Tx, workflowId: string): Promise<number> {
  const [row] = await tx.query<{ last: number | null }>(
    'SELECT max(version) AS last FROM workflow_version WHERE "workflowId" = $1',
    [workflowId],
  );
  return row?.last ?? 0;
}

type NewVersion = {
  readonly id: string;
  readonly workflow: WorkflowRow;
  readonly version: number;
  readonly hash: string;
  readonly note: string | undefined;
  readonly acting: Acting;
};

async function insertVersion(
  tx: Tx,
  { id, workflow, version, hash, note, acting: { actor } }: NewVersion,
): Promise<void> {
  const by = 'userId' in actor ? actor.userId : actor.id;
  await tx.query(
    `INSERT INTO workflow_version (id, "workflowId", version, definition, hash, note, "publishedBy")
     VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7)`,
    [id, workflow.id, version, JSON.stringify(workflow.draft satisfies JsonObject), hash, note ?? null, by],
  );
}

/** What happened while a workflow was not active starts nothing later. */
async function activate(
  tx: Tx,
  workflow: WorkflowRow,
  to: { version: number; state: WorkflowState; now: Date },
): Promise<void> {
  const wasOn = workflow.state === 'active' || workflow.state === 'paused';
  const activeSince = wasOn ? (workflow.activeSince ?? to.now) : to.now;
  await tx.query('UPDATE workflow SET "publishedVersion" = $2, state = $3, "activeSince" = $4 WHERE id = $1', [
    workflow.id,
    to.version,
    to.state,
    activeSince,
  ]);
  await syncHooks(tx, workflow);
  await numberChange(tx, workflow.id);
}
