import type { Decision, MoveReason, Slot } from '../../domain/approvals/approval.ts';
import { readAnswers } from '../../domain/approvals/ask-field.ts';
import { decide, endApproval, type Refusal } from '../../domain/approvals/decide.ts';
import { groupSlots } from '../../domain/approvals/members.ts';
import { moveSlot } from '../../domain/approvals/move.ts';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { resolveWaits } from '../runs/wake.ts';
import { type Acts, type ApprovalHappening, announceApproval, endHappenings } from './announce-approval.ts';
import type { StoredApproval } from './approval-row.ts';
import { readPeople } from './people.ts';
import { followMembers } from './present-members.ts';
import { lockApprovals, readApprovals, saveApproval } from './store.ts';
import { notAllowed } from './submitter.ts';
import { voidedBy } from './void-changed.ts';

/** What somebody does with an approval. */
export type ApprovalAct =
  | {
      readonly kind: 'decide';
      readonly decision: Decision;
      readonly comment?: string | undefined;
      readonly slotId?: string | undefined;
    }
  | { readonly kind: 'answer'; readonly answers: JsonObject; readonly slotId?: string | undefined }
  | {
      readonly kind: 'move';
      readonly to: string;
      readonly reason: Extract<MoveReason, 'delegated' | 'reassigned'>;
      readonly slotId?: string | undefined;
      readonly comment?: string | undefined;
    }
  | { readonly kind: 'recall'; readonly comment?: string | undefined };

export type ActRefusal =
  | Refusal['code']
  | 'asked-already'
  | 'approval-not-found'
  | 'approval-voided'
  | 'no-such-user'
  | 'invalid';

export type ActResult =
  | { readonly kind: 'done'; readonly stored: StoredApproval }
  | {
      readonly kind: 'refused';
      readonly code: ActRefusal;
      readonly issues?: readonly Issue[];
      readonly stored?: StoredApproval;
      readonly slot?: Slot;
    };

/** Whose slot it is, where that is not who acts: somebody with the right to decide for others. */
export type Acting = Acts & { readonly by: string; readonly forOthers: boolean };

/**
 * One act on an approval, in a transaction of its own kind: run, record and approval are locked in this order, what it is bound to is
 * compared, the act is judged and saved, and the run is woken. Of many acts at once the first counts and the others hear what it was.
 */
export async function actOnApproval(tx: Tx, id: string, act: ApprovalAct, acting: Acting): Promise<ActResult> {
  const [found] = await readApprovals(tx, [id]);
  if (!found) return { kind: 'refused', code: 'approval-not-found' };
  const [locked = found] = await lockApprovals(tx, [id]);
  const stored = await asOfNow(tx, locked, acting.now);
  const voided = act.kind === 'recall' ? null : await voidedBy(tx, stored, acting.now);
  if (voided) {
    const after = await finish(tx, voided, endHappenings(voided), acting);
    return { kind: 'refused', code: 'approval-voided', stored: after };
  }
  const result = await judge(tx, stored, act, acting);
  if (result.kind === 'refused') return { stored, ...result };
  const after = await finish(tx, result.stored, [...result.happenings, ...endHappenings(result.stored)], acting);
  await audit(tx, after, act, acting);
  return { kind: 'done', stored: after };
}

/** Who joined a group that is asked may decide, who left it may not. */
async function asOfNow(tx: Tx, stored: StoredApproval, now: Date): Promise<StoredApproval> {
  const asksGroups = groupSlots(stored.standing).length > 0;
  return asksGroups ? followMembers(tx, stored, await readPeople(tx, now)) : stored;
}

type Judged =
  | { readonly kind: 'changed'; readonly stored: StoredApproval; readonly happenings: readonly Happening[] }
  | Extract<ActResult, { kind: 'refused' }>;
type Happening = { readonly what: ApprovalHappening; readonly properties?: JsonObject };

async function judge(tx: Tx, stored: StoredApproval, act: ApprovalAct, acting: Acting): Promise<Judged> {
  const { standing } = stored;
  const at = acting.now.toISOString();
  if (act.kind === 'recall') {
    if (standing.state !== 'open') return { kind: 'refused', code: 'approval-ended' };
    const reason = act.comment ?? null;
    return {
      kind: 'changed',
      happenings: [],
      stored: { ...stored, reason, standing: endApproval(standing, 'recalled', at) },
    };
  }
  if (act.kind === 'move') return move(tx, stored, act, acting);
  if (act.kind === 'answer') return answer(stored, act, acting);
  if (stored.kind === 'ask') return { kind: 'refused', code: 'invalid', issues: [notADecision] };
  if (act.comment === undefined && stored.terms.commentRequired.includes(act.decision) && standing.state === 'open')
    return { kind: 'refused', code: 'invalid', issues: [commentMissing(act.decision)] };
  const { decision, comment } = act;
  const slot = slotOfOther(stored, act.slotId, acting);
  const result = decide(slot ? opened(stored, slot, acting.by) : standing, {
    by: acting.by,
    decision,
    comment,
    at,
    slotId: act.slotId,
  });
  if (result.kind === 'refused') return result;
  if (acting.by === notAllowed(stored)) return { kind: 'refused', code: 'invalid', issues: [ownDecision] };
  const happening = {
    what: 'decided' as const,
    properties: { decision, by: acting.by, ...(comment === undefined ? {} : { comment }) },
  };
  return { kind: 'changed', stored: { ...stored, standing: result.approval }, happenings: [happening] };
}

/** The slot of somebody else that who acts may decide all the same. */
function slotOfOther(
  { standing }: StoredApproval,
  slotId: string | undefined,
  { by, forOthers }: Acting,
): Slot | undefined {
  const slot = standing.slots.find(({ id }) => id === slotId);
  return forOthers && slot && !slot.candidates.includes(by) ? slot : undefined;
}

/** The approval with the slot open for one more person; who was asked stands in it all the same. */
const opened = ({ standing }: StoredApproval, slot: Slot, by: string) => ({
  ...standing,
  slots: standing.slots.map((item) => (item.id === slot.id ? { ...item, candidates: [...item.candidates, by] } : item)),
});

function answer(stored: StoredApproval, act: Extract<ApprovalAct, { kind: 'answer' }>, { by, now }: Acting): Judged {
  const { standing, terms } = stored;
  if (stored.kind !== 'ask') return { kind: 'refused', code: 'invalid', issues: [notAQuestion] };
  if (standing.state !== 'open') return { kind: 'refused', code: 'approval-ended' };
  const read = readAnswers(terms.fields, act.answers);
  if (read.kind === 'issues') return { kind: 'refused', code: 'invalid', issues: read.issues };
  const result = decide(standing, { by, decision: 'approve', at: now.toISOString(), slotId: act.slotId });
  if (result.kind === 'refused') return result;
  return { kind: 'changed', happenings: [], stored: { ...stored, standing: result.approval, answers: read.answers } };
}

async function move(
  tx: Tx,
  stored: StoredApproval,
  act: Extract<ApprovalAct, { kind: 'move' }>,
  acting: Acting,
): Promise<Judged> {
  const { standing } = stored;
  const { to, reason, comment } = act;
  const { by, now } = acting;
  if (standing.state !== 'open') return { kind: 'refused', code: 'approval-ended' };
  const own = standing.slots.find(
    ({ id, state, candidates }) =>
      (act.slotId === undefined ? state === 'open' : id === act.slotId) &&
      (acting.forOthers || candidates.includes(by)),
  );
  if (!own) return { kind: 'refused', code: 'not-an-approver' };
  const [user] = await tx.query('SELECT 1 FROM "user" WHERE id = $1 AND active', [to]);
  if (!user) return { kind: 'refused', code: 'no-such-user' };
  // Who is away is stood in for, as when it was opened.
  const standIn = (await readPeople(tx, now)).standIn(to) ?? to;
  if (standIn === notAllowed(stored)) return { kind: 'refused', code: 'invalid', issues: [ownRequest] };
  const result = moveSlot(standing, { slotId: own.id, to: standIn, reason, by, comment, at: now.toISOString(), newId });
  if (result.kind === 'refused') return result;
  const properties = { from: own.approverId, to: standIn, reason, by };
  return {
    kind: 'changed',
    stored: { ...stored, standing: result.approval },
    happenings: [{ what: 'moved', properties }],
  };
}

/** Saves how it stands, tells of it and wakes the run, which goes on, or writes to whoever is asked now. */
async function finish(
  tx: Tx,
  stored: StoredApproval,
  happenings: readonly Happening[],
  acts: Acts,
): Promise<StoredApproval> {
  await saveApproval(tx, stored);
  await announceApproval(tx, stored, happenings, acts);
  const { positionId, runId } = stored;
  await resolveWaits(tx, [{ positionId, runId, outcome: { by: 'approval', at: acts.now.toISOString() } }], acts.now);
  const [saved = stored] = await readApprovals(tx, [stored.id]);
  return saved;
}

function audit(tx: Tx, { id, standing }: StoredApproval, act: ApprovalAct, { actor, by }: Acting): Promise<void> {
  const { kind, ...rest } = act;
  const said = 'answers' in rest ? {} : rest;
  return auditAction(tx, {
    actor,
    action: `approval.${{ decide: 'decided', answer: 'answered', move: 'moved', recall: 'recalled' }[kind]}`,
    resource: { type: 'approval', id },
    changes: { ...said, by, state: { new: standing.state } },
  });
}

const issue = (path: string, code: string, message: string): Issue => ({ severity: 'error', path, code, message });
const commentMissing = (decision: Decision) =>
  issue(
    '/comment',
    'required',
    `Say why: a comment is needed to ${decision === 'rework' ? 'send it back' : decision} it.`,
  );
const notADecision = issue('/decision', 'wrong-kind', 'This asks questions; it takes "answers", not a decision.');
const notAQuestion = issue('/answers', 'wrong-kind', 'This asks for a decision, not for answers.');
const ownDecision = issue('/slotId', 'only-submitter', 'Who submitted it may not decide it.');
const ownRequest = issue('/to', 'only-submitter', 'Who submitted it may not decide it.');

export { finish as finishAct };
