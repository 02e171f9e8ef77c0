import { parseForSave } from '../../domain/definition/parse-for-save.ts';
import { validateDefinition } from '../../domain/definition/validate.ts';
import { AppError, type Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { isRecordType } from '../../domain/records/record-types.ts';
import type { Actor } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { definitionScope } from './definition-scope.ts';
import { lockWorkflow, readWorkflow, type WorkflowRow } from './workflow-row.ts';

/** Who changes a workflow, and in which request. */
export type Acting = { readonly actor: Actor; readonly requestId?: string };

export type SavedDraft = { readonly workflow: WorkflowRow; readonly issues: readonly Issue[] };

/**
 * Reads the text of a definition as it was sent.
 * @throws AppError for what is refused at save: no JSON, too large, a foreign format or key, hostile keys
 */
export function parseDraft(text: string, key?: string): JsonObject {
  const parsed = parseForSave(text, key === undefined ? {} : { key });
  if ('document' in parsed) return parsed.document;
  const { code, detail, issues } = parsed.error;
  throw new AppError(code, { detail, issues });
}

/** Makes a workflow of a draft, which may have issues. @throws AppError duplicate when the key is taken */
export async function createWorkflow(tx: Tx, draft: JsonObject, acting: Acting): Promise<SavedDraft> {
  const key = String(draft.key);
  const id = newId();
  const made = await tx.query(
    `INSERT INTO workflow (id, key, name, subject, draft) VALUES ($1, $2, $3, $4, $5::jsonb) ON CONFLICT (key) DO NOTHING RETURNING id`,
    [id, key, nameOf(draft), subjectOf(draft), JSON.stringify(draft)],
  );
  if (made.length === 0)
    throw new AppError('duplicate', { detail: `There is a workflow with the key "${key}" already.` });
  await auditAction(tx, { ...acting, action: 'workflow.created', resource: { type: 'workflow', id } });
  return readDraft(tx, key);
}

/** Replaces the draft, also by one with issues. @throws AppError version-conflict when it is not at the expected version */
export async function saveDraft(
  tx: Tx,
  { key, draft, expectedVersion }: { key: string; draft: JsonObject; expectedVersion: number | undefined },
  acting: Acting,
): Promise<SavedDraft> {
  const { id, draftVersion } = await lockWorkflow(tx, key);
  if (expectedVersion !== undefined && expectedVersion !== draftVersion) {
    throw new AppError('version-conflict', {
      detail: `The draft is at version ${draftVersion}, not ${expectedVersion}. Read it again.`,
    });
  }
  await tx.query(
    `UPDATE workflow SET draft = $2::jsonb, name = $3, subject = $4, "draftVersion" = "draftVersion" + 1, "updatedAt" = now() WHERE id = $1`,
    [id, JSON.stringify(draft), nameOf(draft), subjectOf(draft)],
  );
  const changes = { draftVersion: { old: draftVersion, new: draftVersion + 1 } };
  await auditAction(tx, { ...acting, action: 'workflow.draft-saved', resource: { type: 'workflow', id }, changes });
  return readDraft(tx, key);
}

/** A workflow and what is wrong with its draft now. @throws AppError workflow-not-found */
export async function readDraft(db: Queryable, key: string): Promise<SavedDraft> {
  const workflow = await readWorkflow(db, key);
  return { workflow, issues: await validateDraft(db, workflow.draft) };
}

/** What is wrong with a definition, held against everything it names as that is now. */
export async function validateDraft(db: Queryable, draft: JsonObject): Promise<readonly Issue[]> {
  return validateDefinition(draft, await definitionScope(db, String(draft.key)));
}

function nameOf({ key, name }: JsonObject): string {
  return typeof name === 'string' && name.trim() !== '' ? name.slice(0, 200) : String(key);
}

function subjectOf({ subject }: JsonObject): string | null {
  return typeof subject === 'string' && isRecordType(subject) ? subject : null;
}
