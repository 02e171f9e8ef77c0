import { AppError } from '../../domain/errors.ts';
import { approvedStatuses } from '../../domain/offers/approval-guard.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { newId } from '../ids.ts';
import type { WriteContext } from '../records/change.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';
import { contentHash } from './content-hash.ts';

export type Shared =
  | { readonly kind: 'shared'; readonly shareId: string }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Binds an offer as it is now to a link for its customer. Only an approved one may be shown, and one that is not settled. */
export async function shareOffer(
  tx: Tx,
  { offerId, documentId, runId }: { offerId: string; documentId: string | null; runId: string | null },
  now: Date,
): Promise<Shared> {
  const offer = (await readRecords(tx, 'offer', [offerId])).get(offerId);
  if (!offer) return { kind: 'refused', code: 'no-record', message: `There is no offer with the id ${offerId}.` };
  const status = String(offer.status);
  if (!approvedStatuses.includes(status) || status === 'accepted') {
    const message = `The offer is ${status}: only an approved one is sent to its customer.`;
    return { kind: 'refused', code: 'offer-not-approved', message };
  }
  const shareId = newId();
  await tx.query(
    `INSERT INTO offer_share (id, "offerId", revision, "contentHash", "documentId", "runId", "createdAt") VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [shareId, offerId, Number(offer.revision ?? 1), contentHash(offer), documentId, runId, now],
  );
  return { kind: 'shared', shareId };
}

/**
 * Notes that an offer has left: it is sent, and the revisions before it are superseded; not where it is no approved one any
 * more. What follows from that is the run's doing, else the product's: who sends an offer need not have rights over the older ones.
 * @throws AppError when somebody may not make it sent
 */
export async function noteSent(
  tx: Tx,
  context: WriteContext,
  { offerId, eventId }: { offerId: string; eventId: string },
): Promise<void> {
  const offer = (await readRecords(tx, 'offer', [offerId])).get(offerId);
  if (!offer || !approvedStatuses.includes(String(offer.status))) return;
  const byRun = context.actor.type === 'run';
  if (offer.status === 'approved') {
    const change = { set: { status: 'sent' } };
    const [result] = await writeRecords(tx, context, [{ kind: 'update', type: 'offer', id: offerId, change }]);
    if (result?.kind === 'issues' && !byRun) throw new AppError(result.code, { issues: result.issues });
  }
  const following = byRun ? context : { ...context, actor: systemActor };
  await supersedeOlder(tx, following, offer);
  await acceptEvents(tx, following, [
    {
      id: eventId,
      type: 'offer.sent',
      at: context.now.toISOString(),
      recordType: 'offer',
      recordId: offerId,
      properties: { number: offer.number ?? null, revision: offer.revision ?? null },
    },
  ]);
}

/** What the sent offer is a revision of, and what that was: none of them can be accepted any more. */
async function supersedeOlder(tx: Tx, context: WriteContext, offer: RecordJson): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `WITH RECURSIVE older AS (
       SELECT o.id, o."revisionOf", o.status, 1 AS depth FROM offer o WHERE o.id = $1::uuid
       UNION SELECT o.id, o."revisionOf", o.status, older.depth + 1 FROM offer o JOIN older ON o.id = older."revisionOf" WHERE older.depth < 1000)
     SELECT id FROM older WHERE id <> $2::uuid AND status NOT IN ('accepted', 'superseded')`,
    [offer.revisionOf, offer.id],
  );
  if (rows.length === 0) return;
  await writeRecords(
    tx,
    context,
    rows.map(({ id }) => ({ kind: 'update', type: 'offer', id, change: { set: { status: 'superseded' } } })),
  );
}
