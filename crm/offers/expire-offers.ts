import { expiringStatuses, expiryOf } from '../../domain/offers/expiry.ts';
import { systemActor } from '../actor.ts';
import type { Database, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { notifyEvents } from '../events/notify.ts';
import { writeRecords } from '../records/write.ts';
import { accountZone } from './customer-offer.ts';

/** Offers of one transaction. */
const batch = 100;
/** Offers whose last day is over somewhere on earth; those of a day at most wait among them for their own midnight. */
const mostLooked = 10_000;

type Row = { id: string; validUntil: string; account: string | null; contact: string | null };

/**
 * Ends the validity of offers whose last day is over in their account's zone (else the contact's, else the company's). The zone and
 * the day are read each time, so that a change of either moves the end. Several workers may do it at the same time.
 * @param zone the company's IANA zone
 * @returns how many expired
 */
export async function expireOffers(db: Database, { zone, now }: { zone: string; now: Date }): Promise<number> {
  const rows = await db.query<Row>(
    `SELECT o.id, o."validUntil"::text AS "validUntil", a.timezone AS account, c.timezone AS contact
     FROM offer o LEFT JOIN contact c ON c.id = o."contactId" LEFT JOIN account a ON a.id = coalesce(o."accountId", c."accountId")
     WHERE o."validUntil" <= ($2::timestamptz AT TIME ZONE 'UTC')::date AND o.status = ANY($1::text[])
     ORDER BY o."validUntil", o.id LIMIT ${mostLooked}`,
    [expiringStatuses, now],
  );
  const due = rows.filter((row) => isOver(row, { zone, now }));
  let total = 0;
  for (let from = 0; from < due.length; from += batch) {
    const expired = await db.transaction((tx) => expire(tx, due.slice(from, from + batch), now));
    if (expired > 0) notifyEvents(db);
    total += expired;
  }
  return total;
}

function isOver({ validUntil, account, contact }: Row, { zone, now }: { zone: string; now: Date }): boolean {
  const own = accountZone({ account: { timezone: account }, contact: { timezone: contact } }, zone);
  const expiry = expiryOf(validUntil, own);
  return expiry !== undefined && expiry <= now.toISOString();
}

/** What was decided, or given another day, since it was looked at stays; so does what another worker has at the moment. */
async function expire(tx: Tx, due: readonly Row[], now: Date): Promise<number> {
  const days = new Map(due.map(({ id, validUntil }) => [id, validUntil]));
  const locked = await tx.query<{ id: string; validUntil: string; number: string | null; revision: number | null }>(
    `SELECT id, "validUntil"::text AS "validUntil", number, revision FROM offer
     WHERE id = ANY($1::uuid[]) AND status = ANY($2::text[]) ORDER BY id FOR UPDATE SKIP LOCKED`,
    [[...days.keys()], expiringStatuses],
  );
  const still = locked.filter(({ id, validUntil }) => days.get(id) === validUntil);
  const context = { actor: systemActor, cause: [], automations: true, now };
  await writeRecords(
    tx,
    context,
    still.map(({ id }) => ({ kind: 'update', type: 'offer', id, change: { set: { status: 'expired' } } })),
  );
  await acceptEvents(
    tx,
    context,
    still.map(({ id, validUntil, number, revision }) => ({
      id: `offer.expired:${id}:${validUntil}`,
      type: 'offer.expired',
      at: now.toISOString(),
      recordType: 'offer',
      recordId: id,
      properties: { number, revision, validUntil },
    })),
  );
  return still.length;
}
