import type { JsonObject } from '../../domain/json.ts';
import { expiryOf } from '../../domain/offers/expiry.ts';
import type { Line } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { zonesAround } from '../../domain/records/record-zones.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import { systemActor } from '../actor.ts';
import type { Queryable, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { readRecords } from '../records/read.ts';
import { writeRecords } from '../records/write.ts';
import { contentHash } from './content-hash.ts';

/** How an offer stands for the customer behind a link; only `open` can be decided. */
export type OfferState = 'open' | 'accepted' | 'declined' | 'expired' | 'superseded' | 'changed' | 'gone';

export type CustomerOffer = {
  readonly shareId: string;
  readonly state: OfferState;
  readonly offer: RecordJson | null;
  readonly lines: readonly Line[];
  readonly documentId: string | null;
  readonly customer: string | null;
  /** IANA zone of the customer. */
  readonly zone: string;
  readonly sentAt: Date;
  readonly viewedAt: Date | null;
};

type Row = {
  id: string;
  offerId: string;
  contentHash: string;
  documentId: string | null;
  createdAt: Date;
  viewedAt: Date | null;
  decision: 'accepted' | 'declined' | null;
};

/** What stands behind a link, undefined for one that leads nowhere. `lock` keeps offer and link until the transaction ends. */
export async function readCustomerOffer(
  db: Queryable,
  { shareId, zone, now, lock = false }: { shareId: string; zone: string; now: Date; lock?: boolean },
): Promise<CustomerOffer | undefined> {
  if (lock)
    await db.query('SELECT o.id FROM offer o JOIN offer_share s ON s."offerId" = o.id WHERE s.id = $1 FOR UPDATE', [
      shareId,
    ]);
  const [row] = await db.query<Row>(
    `SELECT id, "offerId", "contentHash", "documentId", "createdAt", "viewedAt", decision FROM offer_share WHERE id = $1`,
    [shareId],
  );
  if (!row) return undefined;
  const offer = (await readRecords(db, 'offer', [row.offerId])).get(row.offerId) ?? null;
  const around = await readAround(db, offer);
  const ownZone = resolveZone('contact', zonesAround({ ...around, owner: null, company: zone })).zone;
  const { contact } = around;
  const name = [contact?.firstName, contact?.lastName].filter((part) => typeof part === 'string').join(' ');
  return {
    shareId: row.id,
    state: stateOf(row, offer, { zone: accountZone(around, zone), now }),
    offer,
    lines: Array.isArray(offer?.lines) ? (offer.lines as unknown as readonly Line[]) : [],
    documentId: row.documentId,
    customer: name === '' ? null : name,
    zone: ownZone,
    sentAt: row.createdAt,
    viewedAt: row.viewedAt,
  };
}

type Around = { readonly contact: RecordJson | null; readonly account: RecordJson | null };

/** The contact and the account that an offer is for. */
export async function readAround(db: Queryable, offer: RecordJson | null): Promise<Around> {
  const one = async (type: 'contact' | 'account', id: unknown) =>
    typeof id === 'string' ? ((await readRecords(db, type, [id])).get(id) ?? null) : null;
  const contact = await one('contact', offer?.contactId);
  return { contact, account: await one('account', offer?.accountId ?? contact?.accountId) };
}

/** The account's zone, else the contact's, else the company's: the one in which an offer's validity ends. */
export function accountZone(
  { contact, account }: { readonly contact: JsonObject | null; readonly account: JsonObject | null },
  company: string,
): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return resolveZone('contact', { contact: text(account?.timezone), account: text(contact?.timezone), company }).zone;
}

function stateOf(row: Row, offer: RecordJson | null, { zone, now }: { zone: string; now: Date }): OfferState {
  if (!offer) return 'gone';
  const status = String(offer.status);
  if (status === 'accepted' || status === 'declined' || status === 'superseded' || status === 'expired') return status;
  if (!['approved', 'sent', 'viewed'].includes(status) || contentHash(offer) !== row.contentHash) return 'changed';
  const expiry = expiryOf(offer.validUntil, zone);
  return expiry !== undefined && expiry <= now.toISOString() ? 'expired' : 'open';
}

/** Notes that a person has seen the offer: the first time it is `viewed`, and an event tells so. */
export async function noteViewed(tx: Tx, shown: CustomerOffer, now: Date): Promise<void> {
  const rows = await tx.query(
    'UPDATE offer_share SET "viewedAt" = $2 WHERE id = $1 AND "viewedAt" IS NULL RETURNING id',
    [shown.shareId, now],
  );
  if (rows.length === 0 || !shown.offer) return;
  if (shown.state === 'open' && shown.offer.status === 'sent') await setStatus(tx, shown.offer.id, 'viewed', now);
  await tell(tx, shown, { type: 'offer.viewed', now, properties: {} });
}

export type CustomerDecision =
  | { readonly decision: 'accepted'; readonly name: string }
  | { readonly decision: 'declined'; readonly reason: string };

/**
 * Takes the customer's decision, in a transaction that has the offer locked: `false` where it cannot be decided any more, and then
 * nothing is changed.
 */
export async function decideOffer(tx: Tx, shown: CustomerOffer, made: CustomerDecision, now: Date): Promise<boolean> {
  if (shown.state !== 'open' || !shown.offer) return false;
  await tx.query(
    'UPDATE offer_share SET decision = $2, name = $3, reason = $4, "decidedAt" = $5, "viewedAt" = coalesce("viewedAt", $5) WHERE id = $1',
    [
      shown.shareId,
      made.decision,
      made.decision === 'accepted' ? made.name : null,
      made.decision === 'declined' ? made.reason : null,
      now,
    ],
  );
  await setStatus(tx, shown.offer.id, made.decision, now);
  const properties = made.decision === 'accepted' ? { name: made.name } : { reason: made.reason };
  await tell(tx, shown, { type: `offer.${made.decision}`, now, properties });
  return true;
}

async function setStatus(tx: Tx, id: string, status: string, now: Date): Promise<void> {
  const context = { actor: systemActor, cause: [], automations: true, now };
  await writeRecords(tx, context, [{ kind: 'update', type: 'offer', id, change: { set: { status } } }]);
}

async function tell(
  tx: Tx,
  { shareId, offer }: CustomerOffer,
  { type, now, properties }: { type: string; now: Date; properties: Readonly<Record<string, string>> },
): Promise<void> {
  if (!offer) return;
  const about = { number: String(offer.number ?? ''), revision: Number(offer.revision ?? 1), ...properties };
  const event = {
    id: `${type}:${shareId}`,
    type,
    at: now.toISOString(),
    recordType: 'offer',
    recordId: offer.id,
    properties: about,
  };
  await acceptEvents(tx, { actor: systemActor, cause: [], now }, [event]);
}
