import type { ApprovalState } from '../../domain/approvals/approval.ts';
import type { JsonObject } from '../../domain/json.ts';
import { type Actor, systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import type { Cause } from '../runs/run-row.ts';
import { announce } from '../stream/announce.ts';
import type { StoredApproval } from './approval-row.ts';

/** Who acts, on whose account, and when. */
export type Acts = { readonly actor: Actor; readonly cause: Cause; readonly now: Date };

/** What happens to an approval, as events of its record tell it. */
export type ApprovalHappening =
  | 'requested'
  | 'decided'
  | 'answered'
  | 'escalated'
  | 'moved'
  | 'commented'
  | Exclude<ApprovalState, 'open'>;

/** Tells what has happened to an approval: events of its record, and live views. */
export async function announceApproval(
  tx: Tx,
  stored: StoredApproval,
  happenings: readonly { readonly what: ApprovalHappening; readonly properties?: JsonObject }[],
  { cause, now }: Acts,
): Promise<void> {
  const { id, title, recordType, recordId, runId, workflowKey, stepId, kind, standing } = stored;
  const about = { approvalId: id, kind, title, runId, workflow: workflowKey, stepId, round: standing.round };
  await acceptEvents(
    tx,
    { actor: systemActor, cause, now },
    happenings.map(({ what, properties = {} }) => ({
      type: `approval.${what}`,
      at: now.toISOString(),
      recordType,
      recordId,
      properties: { ...about, ...properties },
    })),
  );
  await announce(tx, 'approval', [{ id, recordId, state: standing.state }]);
}

/** The events of an end. */
export function endHappenings({
  standing,
  diff,
  kind,
}: StoredApproval): readonly { what: ApprovalHappening; properties?: JsonObject }[] {
  if (standing.state === 'open') return [];
  if (kind === 'ask' && standing.state === 'approved') return [{ what: 'answered' }];
  return [{ what: standing.state, ...(diff === null ? {} : { properties: { diff } }) }];
}
