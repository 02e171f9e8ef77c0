import type { AddressChannel } from '../../domain/sending/address.ts';
import type { Queryable } from '../database.ts';

/** Why an address is never written to. */
export const suppressionReasons = ['hard-bounce', 'complaint', 'stop', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export type Suppression = {
  readonly channel: AddressChannel;
  readonly address: string;
  readonly reason: SuppressionReason;
  /** The message that told. */
  readonly messageId: string | null;
};

/** Puts addresses on the suppression list; the first reason stays. */
export async function suppress(db: Queryable, items: readonly Suppression[]): Promise<void> {
  if (items.length === 0) return;
  await db.query(
    `INSERT INTO suppression (channel, address, reason, "messageId")
     SELECT DISTINCT ON (s.channel, s.address) s.channel, s.address, s.reason, s."messageId"
     FROM jsonb_to_recordset($1::jsonb) AS s(channel text, address text, reason text, "messageId" uuid)
     ORDER BY s.channel, s.address ON CONFLICT (channel, address) DO NOTHING`,
    [JSON.stringify(items)],
  );
}

/** Takes an address off the list, only where it stands there for one of `reasons`. Says whether it did. */
export async function unsuppress(
  db: Queryable,
  { channel, address, reasons }: { channel: AddressChannel; address: string; reasons: readonly SuppressionReason[] },
): Promise<boolean> {
  const rows = await db.query<{ address: string }>(
    'DELETE FROM suppression WHERE channel = $1 AND address = $2 AND reason = ANY($3::text[]) RETURNING address',
    [channel, address, reasons],
  );
  return rows.length > 0;
}
