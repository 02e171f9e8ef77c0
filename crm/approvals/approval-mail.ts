import type { JsonObject } from '../../domain/json.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { SlotTokenContent } from '../tracking/tokens.ts';
import type { StoredApproval } from './approval-row.ts';

/** Links of approvals without a deadline work for so long, in ms. */
const linkMs = 30 * 24 * 3_600_000;

/** What mails that ask somebody read as `approval.…`. */
export function mailOfApproval(
  { title, description, standing, submitterName }: StoredApproval,
  reminder: boolean,
): JsonObject {
  const { deadline, round } = standing;
  return { title, description, deadline, round, submitter: submitterName, reminder };
}

/** The link of a person to their slot: until the deadline, else for 30 days from the beginning, or from the last reminder. */
export function slotLink(
  { boundHash, standing, createdAt }: StoredApproval,
  { slotId, personId }: { slotId: string; personId: string },
): SlotTokenContent | null {
  if (!isUuid(slotId) || !isUuid(personId)) return null;
  const slot = standing.slots.find(({ id }) => id === slotId);
  const opened = Math.max(Date.parse(createdAt), Date.parse(slot?.remindAt ?? createdAt));
  const expiresAt = standing.deadline ?? new Date(opened + linkMs).toISOString();
  return { slotId, personId, boundHash, expiresAt };
}

/**
 * When a link is over, whatever it was when the mail was sent: at the deadline as it is now. Where there is none, as its token says; where
 * one has passed and was not replaced they can still decide, and so they can by the link for as long as by one without a deadline.
 */
export function linkEnd({ standing, terms }: StoredApproval, tokenEnd: string): string {
  if (standing.deadline !== null) return standing.deadline;
  const hadDeadline = terms.onDeadline !== 'expire';
  return hadDeadline ? new Date(Date.parse(tokenEnd) + linkMs).toISOString() : tokenEnd;
}
