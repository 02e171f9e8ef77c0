import type { Slot } from '../../domain/approvals/approval.ts';
import { boundDiff } from '../../domain/approvals/binding.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Queryable } from '../database.ts';
import { readRecords } from '../records/read.ts';
import type { SlotTokenContent } from '../tracking/tokens.ts';
import { linkEnd } from './approval-mail.ts';
import type { StoredApproval } from './approval-row.ts';
import { type ApprovalComment, readComments } from './comments.ts';
import { readApprovals } from './store.ts';

/** Why a link does not work any more. `elsewhere`: who has the slot by now. */
export type LinkEnd =
  | { readonly kind: 'decided'; readonly by: string; readonly at: string; readonly decision: string }
  | { readonly kind: 'moved'; readonly to: string; readonly at: string }
  | { readonly kind: 'waiting' }
  /** The reader is not in the role, team or queue any more. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'voided' }
  | { readonly kind: 'recalled' }
  | { readonly kind: 'expired'; readonly at: string };

/** What is behind the link of a person. */
export type ApprovalLink = {
  readonly stored: StoredApproval;
  readonly slot: Slot;
  readonly personId: string;
  readonly language: string | null;
  readonly zone: string | null;
  /** What colleagues say among themselves: for colleagues, and an ask may be for a customer. */
  readonly comments: readonly ApprovalComment[];
  /** Set when nothing can be done with it. */
  readonly end: LinkEnd | null;
};

/** Reads what a link is for; undefined when there is no such thing. Changes nothing. */
export async function readApprovalLink(
  db: Queryable,
  { slotId, personId, boundHash, expiresAt }: SlotTokenContent,
  now: Date,
): Promise<ApprovalLink | undefined> {
  const [row] = await db.query<{ approvalId: string }>('SELECT "approvalId" FROM approval_slot WHERE id = $1', [
    slotId,
  ]);
  const [stored] = await readApprovals(db, row ? [row.approvalId] : []);
  const slot = stored?.standing.slots.find(({ id }) => id === slotId);
  const isAsked = slot?.candidates.includes(personId) === true;
  if (!stored || !slot || !stored.boundHash.startsWith(boundHash)) return undefined;
  if (!isAsked && !slot.told.includes(personId)) return undefined;
  const person = await readPerson(db, personId);
  const isBound = await isAsBound(db, stored);
  const until = linkEnd(stored, expiresAt);
  const over = until <= now.toISOString() ? expired(until) : null;
  const end = endOf(stored, slot, isBound) ?? (isAsked ? over : { kind: 'not-asked' });
  const comments = stored.kind === 'ask' ? [] : ((await readComments(db, [stored.id])).get(stored.id) ?? []);
  return {
    stored,
    slot,
    personId,
    ...person,
    comments,
    end: person.active ? end : (end ?? expired(now.toISOString())),
  };
}

const expired = (at: string): LinkEnd => ({ kind: 'expired', at });

/** A change that is not dispatched yet shows already. */
async function isAsBound(
  db: Queryable,
  { standing, recordType, recordId, bind, bound }: StoredApproval,
): Promise<boolean> {
  if (standing.state !== 'open' || bind.length === 0) return true;
  const record = (await readRecords(db, recordType, [recordId])).get(recordId) ?? null;
  return boundDiff(bound, record) === null;
}

async function readPerson(db: Queryable, id: string) {
  const [person] = await db.query<{ language: string | null; zone: string | null; active: boolean }>(
    `SELECT language, zone, active FROM "user" WHERE id = $1
     UNION ALL SELECT language, timezone, true FROM contact WHERE id = $1 UNION ALL SELECT language, timezone, true FROM lead WHERE id = $1 LIMIT 1`,
    [id],
  );
  return person ?? { language: null, zone: null, active: false };
}

function endOf({ standing, names }: StoredApproval, slot: Slot, isBound: boolean): LinkEnd | null {
  const { state, slots, endedAt = '' } = standing;
  if (slot.state === 'decided')
    return { kind: 'decided', by: names[slot.actedBy ?? ''] ?? '', at: slot.at ?? '', decision: slot.decision ?? '' };
  if (state === 'voided' || !isBound) return { kind: 'voided' };
  if (state === 'recalled') return { kind: 'recalled' };
  if (state === 'expired') return expired(endedAt);
  if (slot.state === 'moved') {
    const next = slots.find(({ id, movedFrom }) => id === slot.countsWith || movedFrom?.slotId === slot.id);
    return { kind: 'moved', to: next ? (names[next.approverId ?? ''] ?? next.group ?? '') : '', at: slot.at ?? '' };
  }
  if (state !== 'open') {
    const last = [...slots].reverse().find(({ decision }) => decision !== undefined);
    return { kind: 'decided', by: names[last?.actedBy ?? ''] ?? '', at: endedAt, decision: last?.decision ?? state };
  }
  return slot.state === 'waiting' ? { kind: 'waiting' } : null;
}

/** The labels of fields, by key. */
export function fieldLabels(type: RecordTypeKey): ReadonlyMap<string, string> {
  return new Map(recordTypes[type].fields.map(({ key, label }) => [key, label]));
}
