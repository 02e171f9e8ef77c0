import { convertMoney } from '../../domain/logic/currency.ts';
import { expiringStatuses, expiryOf } from '../../domain/offers/expiry.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { MessageState } from '../../domain/sending/message-state.ts';
import { baseCurrency } from '../currencies/rates.ts';
import type { Queryable } from '../database.ts';
import { lookUpRates } from '../lookup/rates.ts';
import { accountZone, readAround } from './customer-offer.ts';

/** A link that a customer got, and what became of it. */
export type OfferLink = {
  readonly id: string;
  readonly revision: number;
  readonly documentId: string | null;
  readonly runId: string | null;
  readonly sentAt: string;
  readonly viewedAt: string | null;
  readonly decision: 'accepted' | 'declined' | null;
  readonly decidedAt: string | null;
  readonly name: string | null;
  readonly reason: string | null;
  /** What became of the mail that brought it, as the ledger has it; null where that is not known any more. */
  readonly mail: { readonly id: string; readonly state: MessageState; readonly reason: string | null } | null;
};

/** What keeps an offer as it is while somebody decides. */
export type OfferHold = {
  readonly approvalId: string;
  readonly title: string;
  readonly lock: 'none' | 'fields' | 'all';
  readonly fields: readonly string[];
  readonly deadline: string | null;
};

/** What stands around an offer and in none of its fields. */
export type OfferOverview = {
  /** IANA zone in which its last day ends. */
  readonly zone: string;
  /** When it ends, or ended; null without a last day. */
  readonly expiresAt: string | null;
  /** Whether its time runs out in the status that it has. */
  readonly expires: boolean;
  /** Its total in the company's currency by the rates of today; null where it is in that, or there is no rate. */
  readonly companyTotal: { readonly amount: number; readonly currency: string } | null;
  readonly approvals: readonly OfferHold[];
  /** Newest first. */
  readonly links: readonly OfferLink[];
};

/** Reads it. `zone`: the company's. */
export async function offerOverview(
  db: Queryable,
  offer: RecordJson,
  { zone: company, now }: { zone: string; now: Date },
): Promise<OfferOverview> {
  const zone = accountZone(await readAround(db, offer), company);
  return {
    zone,
    expiresAt: expiryOf(offer.validUntil, zone) ?? null,
    expires: expiringStatuses.includes(String(offer.status)),
    companyTotal: await totalAtHome(db, offer, now),
    approvals: await readHolds(db, offer.id),
    links: await readLinks(db, offer.id),
  };
}

async function totalAtHome(db: Queryable, { total, currency }: RecordJson, now: Date) {
  const home = await baseCurrency(db);
  if (typeof currency !== 'string' || currency === home) return null;
  const [rates] = await lookUpRates(db, { kind: 'rates', key: home, currency: home }, [{ now }]);
  const amount = convertMoney({ amount: total, from: currency, to: home, rates });
  return amount === null ? null : { amount, currency: home };
}

async function readHolds(db: Queryable, id: string): Promise<OfferHold[]> {
  const rows = await db.query<Omit<OfferHold, 'deadline'> & { deadline: Date | null }>(
    `SELECT id AS "approvalId", title, lock, bind AS fields, deadline FROM approval
     WHERE "recordId" = $1::uuid AND state = 'open' AND kind = 'approval' ORDER BY "createdAt" DESC LIMIT 20`,
    [id],
  );
  return rows.map((row) => ({ ...row, deadline: row.deadline?.toISOString() ?? null }));
}

type LinkRow = Omit<OfferLink, 'sentAt' | 'viewedAt' | 'decidedAt'> & {
  sentAt: Date;
  viewedAt: Date | null;
  decidedAt: Date | null;
};

async function readLinks(db: Queryable, id: string): Promise<OfferLink[]> {
  const rows = await db.query<LinkRow>(
    `SELECT s.id, s.revision, s."documentId", s."runId", s."createdAt" AS "sentAt", s."viewedAt", s.decision, s."decidedAt", s.name, s.reason, m.mail
     FROM offer_share s LEFT JOIN LATERAL (
       SELECT jsonb_build_object('id', m.id, 'state', m.state, 'reason', m.reason) AS mail FROM message m
       WHERE (m."recordId" = s."offerId" OR m."runId" = s."runId") AND m.payload->>'shareId' = s.id::text
       ORDER BY m.attempt DESC LIMIT 1) m ON true
     WHERE s."offerId" = $1::uuid ORDER BY s."createdAt" DESC, s.id DESC LIMIT 100`,
    [id],
  );
  return rows.map((row) => ({
    ...row,
    sentAt: row.sentAt.toISOString(),
    viewedAt: row.viewedAt?.toISOString() ?? null,
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }));
}
