import { AppError } from '../../domain/errors.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Tx } from '../database.ts';
import { pokeCarriers } from '../runs/carriers.ts';
import { refuseWaiting } from '../runs/refuse-waiting.ts';
import { numberChange } from './number-change.ts';
import type { Acting } from './save-draft.ts';
import { lockWorkflow, type WorkflowRow, type WorkflowState } from './workflow-row.ts';

/** Holds a workflow: its runs stand still, its matches are kept. Pausing twice is pausing. */
export async function pauseWorkflow(tx: Tx, key: string, acting: Acting): Promise<WorkflowRow> {
  const workflow = await lockWorkflow(tx, key);
  if (workflow.state === 'paused') return workflow;
  if (workflow.state !== 'active') throw notActive(workflow);
  return changeState(tx, workflow, 'paused', acting);
}

/**
 * Lets a paused workflow go on. With `drop`, what it held is refused now; else the caller releases it afterwards
 * (`releaseHeld`).
 * @returns how many held matches were dropped
 */
export async function resumeWorkflow(
  tx: Tx,
  { key, backlog }: { key: string; backlog: 'run' | 'drop' },
  acting: Acting & { now: Date },
): Promise<{ workflow: WorkflowRow; dropped: number }> {
  const workflow = await lockWorkflow(tx, key);
  if (workflow.state === 'active') return { workflow, dropped: 0 };
  if (workflow.state !== 'paused') throw notActive(workflow);
  const dropped =
    backlog === 'drop'
      ? await refuseWaiting(tx, { workflowId: workflow.id }, { states: ['held'], reason: 'dropped', now: acting.now })
      : 0;
  const resumed = await changeState(tx, workflow, 'active', acting);
  await pokeRunsOf(tx, workflow.id);
  return { workflow: resumed, dropped };
}

/** Takes a workflow out of service: it admits nothing more, runs under way finish. */
export async function archiveWorkflow(tx: Tx, key: string, acting: Acting & { now: Date }): Promise<WorkflowRow> {
  const workflow = await lockWorkflow(tx, key);
  if (workflow.state === 'archived') return workflow;
  await refuseWaiting(tx, { workflowId: workflow.id }, { reason: 'workflow-archived', now: acting.now });
  const archived = await changeState(tx, workflow, 'archived', acting);
  if (workflow.state === 'paused') await pokeRunsOf(tx, workflow.id);
  return archived;
}

/** Removes a workflow from sight; its runs, versions and audit stay. @throws AppError workflow-in-use while runs have not ended */
export async function deleteWorkflow(tx: Tx, key: string, acting: Acting & { now: Date }): Promise<void> {
  const workflow = await lockWorkflow(tx, key);
  const [open] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM run WHERE "workflowId" = $1 AND "endedAt" IS NULL',
    [workflow.id],
  );
  if (open && open.n > 0) {
    throw new AppError('workflow-in-use', {
      detail: `${open.n} ${open.n === 1 ? 'run has' : 'runs have'} not ended. Archive the workflow, or end them first.`,
    });
  }
  await refuseWaiting(tx, { workflowId: workflow.id }, { reason: 'workflow-archived', now: acting.now });
  // The key is free again at once.
  await tx.query(`UPDATE workflow SET state = 'archived', "deletedAt" = $2, key = key || '~' || id WHERE id = $1`, [
    workflow.id,
    acting.now,
  ]);
  await tx.query('DELETE FROM hook WHERE "workflowId" = $1', [workflow.id]);
  await numberChange(tx, workflow.id);
  await auditAction(tx, {
    ...acting,
    action: 'workflow.deleted',
    resource: { type: 'workflow', id: workflow.id },
    changes: { key },
  });
}

async function changeState(tx: Tx, workflow: WorkflowRow, state: WorkflowState, acting: Acting): Promise<WorkflowRow> {
  await tx.query('UPDATE workflow SET state = $2 WHERE id = $1', [workflow.id, state]);
  await numberChange(tx, workflow.id);
  const changes = { state: { old: workflow.state, new: state } };
  await auditAction(tx, {
    ...acting,
    action: 'workflow.state-changed',
    resource: { type: 'workflow', id: workflow.id },
    changes,
  });
  return { ...workflow, state };
}

/** Carriers of runs that were held by the pause wait for nothing: they are told to look again. */
async function pokeRunsOf(tx: Tx, workflowId: string): Promise<void> {
  const rows = await tx.query<{ carrierId: string }>(
    'SELECT DISTINCT "carrierId" FROM run WHERE "workflowId" = $1 AND "endedAt" IS NULL AND NOT paused',
    [workflowId],
  );
  await pokeCarriers(
    tx,
    rows.map(({ carrierId }) => carrierId),
  );
}

function notActive({ key, state }: WorkflowRow): AppError {
  return new AppError('workflow-not-active', {
    detail: `The workflow "${key}" is ${state === 'draft' ? 'not published' : state}.`,
  });
}
