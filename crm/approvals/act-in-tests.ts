import { decisions, openSlots } from '../../domain/approvals/approval.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { RunData } from '../../domain/run/state.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { type ApprovalAct, actOnApproval } from './act-on-approval.ts';
import type { StoredApproval } from './approval-row.ts';
import { readApprovals } from './store.ts';

/**
 * Lets somebody act on the approvals that a test run waits for (of one step where `step` names it), as its script says: the first who is
 * asked decides. What is refused does not happen.
 */
export async function actOnTestApprovals(
  tx: Tx,
  { id: runId, positions }: RunData,
  { type, properties }: { readonly type: string; readonly properties: JsonObject },
  now: Date,
): Promise<void> {
  const { step } = properties;
  const stepIds = positions.map(({ stepId }) => stepId).filter((stepId) => typeof step !== 'string' || step === stepId);
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM approval WHERE "runId" = $1 AND "stepId" = ANY($2::text[]) AND state = 'open' ORDER BY id`,
    [runId, stepIds],
  );
  for (const stored of await readApprovals(
    tx,
    rows.map(({ id }) => id),
  )) {
    const by = openSlots(stored.standing)[0]?.candidates[0];
    const act = actOf(type, properties, stored);
    if (by !== undefined && act)
      await actOnApproval(tx, stored.id, act, { actor: systemActor, by, forOthers: false, cause: [], now });
  }
}

function actOf(type: string, properties: JsonObject, { kind }: StoredApproval): ApprovalAct | undefined {
  if (type === 'approval.recalled') return { kind: 'recall' };
  if (kind === 'ask') return { kind: 'answer', answers: answersIn(properties) };
  const decision = decisions.find((item) => item === properties.decision);
  const comment = typeof properties.comment === 'string' ? properties.comment : 'test';
  return decision && { kind: 'decide', decision, comment };
}

const answersIn = ({ answers, step: _, ...rest }: JsonObject): JsonObject => (isObject(answers) ? answers : rest);

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
