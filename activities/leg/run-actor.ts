import type { Actor } from '../../crm/actor.ts';
import type { Cause } from '../../crm/runs/run-row.ts';
import type { LegRun } from './leg-run.ts';

/** A run as the one who writes. */
export function runActor(run: LegRun): Actor {
  return { type: 'run', id: run.row.data.id };
}

/** The chain behind what a run does: what caused the run, then the run itself. */
export function causeOf(run: LegRun): Cause {
  const { data, workflowKey, workflowId, cause } = run.row;
  return [...cause, { workflow: workflowKey, workflowId, runId: data.id, recordId: data.subject.id }];
}
