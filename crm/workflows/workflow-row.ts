import { AppError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Queryable, Tx } from '../database.ts';

export const workflowStates = ['draft', 'active', 'paused', 'archived'] as const;
export type WorkflowState = (typeof workflowStates)[number];

/** A workflow with its draft; the versions that runs follow stand in rows of their own. */
export type WorkflowRow = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly subject: RecordTypeKey | null;
  readonly state: WorkflowState;
  readonly draft: JsonObject;
  readonly draftVersion: number;
  readonly publishedVersion: number | null;
  readonly activeSince: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export const workflowColumns = `w.id, w.key, w.name, w.subject, w.state, w.draft, w."draftVersion", w."publishedVersion", w."activeSince",
  w."createdAt", w."updatedAt"`;

/** @throws AppError workflow-not-found */
export async function readWorkflow(db: Queryable, key: string): Promise<WorkflowRow> {
  return found(await select(db, key, ''), key);
}

/** Like readWorkflow, and nobody else changes it until the transaction ends. */
export async function lockWorkflow(tx: Tx, key: string): Promise<WorkflowRow> {
  return found(await select(tx, key, ' FOR UPDATE'), key);
}

function select(db: Queryable, key: string, lock: string): Promise<WorkflowRow[]> {
  return db.query<WorkflowRow>(
    `SELECT ${workflowColumns} FROM workflow w WHERE w.key = $1 AND w."deletedAt" IS NULL${lock}`,
    [key],
  );
}

function found([row]: readonly WorkflowRow[], key: string): WorkflowRow {
  if (row) return row;
  throw new AppError('workflow-not-found', { detail: `There is no workflow with the key "${key}".` });
}
