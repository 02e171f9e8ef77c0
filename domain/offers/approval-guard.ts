import type { Issue } from '../errors.ts';
import { type Json, jsonEqual } from '../json.ts';

/** What an approval of an offer is about: a change of one of these needs a new one. */
export const offerContent: readonly string[] = [
  'lines',
  'discountPercent',
  'total',
  'currency',
  'contactId',
  'accountId',
  'validUntil',
];

/** Statuses that an offer has only after it was approved. */
export const approvedStatuses: readonly string[] = ['approved', 'sent', 'viewed', 'accepted'];

/** Statuses in which the content stands for good: another one is a revision. */
const settledStatuses: readonly string[] = ['accepted', 'superseded'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * The status that follows from a write: an approved offer whose content changes is a draft again, unless the write itself
 * gives another status. `record` has its derived total already.
 */
export function statusAfterWrite(record: Fields, { before, values }: { before: Fields; values: Fields }): unknown {
  const keeps = !isOneOf(approvedStatuses, before.status) || isOneOf(settledStatuses, before.status);
  return keeps || values.status !== undefined || !contentDiffers(before, record) ? (record.status ?? null) : 'draft';
}

/**
 * Why a write of an offer is refused, undefined when it is not: nobody comes to an approved status, or changes the content
 * beneath one, without the right to approve; and nobody changes the content of what was accepted or superseded.
 */
export function objectionToOffer(
  record: Fields,
  { before, mayApprove }: { before: Fields; mayApprove: boolean },
): { readonly code: 'forbidden' | 'conflict'; readonly issue: Issue } | undefined {
  const changed = contentDiffers(before, record);
  if (changed && record.status === before.status && isOneOf(settledStatuses, before.status)) {
    const message = `The offer is ${before.status}: its content stays as it is. Make a revision of it.`;
    return { code: 'conflict', issue: { severity: 'error', code: 'offer-settled', path: '', message } };
  }
  if (mayApprove || !isOneOf(approvedStatuses, record.status)) return undefined;
  if (isOneOf(approvedStatuses, before.status) && !changed) return undefined;
  const message = `Only a workflow, or somebody with the right offers:approve, makes an offer ${record.status}.`;
  return { code: 'forbidden', issue: { severity: 'error', code: 'approval-needed', path: '/status', message } };
}

function contentDiffers(before: Fields, after: Fields): boolean {
  // Values of records are JSON.
  return offerContent.some((key) => !jsonEqual((before[key] ?? null) as Json, (after[key] ?? null) as Json));
}

function isOneOf(list: readonly string[], status: unknown): boolean {
  return typeof status === 'string' && list.includes(status);
}
