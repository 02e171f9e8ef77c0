import { systemActor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import type { ChannelAddress } from './standing.ts';

/** Why an address is never written to. */
export const suppressionReasons = ['hard-bounce', 'complaint', 'stop', 'manual'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export type Suppression = ChannelAddress & {
  readonly reason: SuppressionReason;
  /** The message that told. */
  readonly messageId: string | null;
};

/** Puts addresses on the suppression list, with the event that workflows see; the first reason stays. Call `notifyEvents` after the commit. */
export async function suppress(tx: Tx, items: readonly Suppression[], now: Date): Promise<void> {
  if (items.length === 0) return;
  const added = await tx.query<ChannelAddress & { reason: string }>(
    `INSERT INTO suppression (channel, address, reason, "messageId")
     SELECT DISTINCT ON (s.channel, s.address) s.channel, s.address, s.reason, s."messageId"
     FROM jsonb_to_recordset($1::jsonb) AS s(channel text, address text, reason text, "messageId" uuid)
     ORDER BY s.channel, s.address ON CONFLICT (channel, address) DO NOTHING RETURNING channel, address, reason`,
    [JSON.stringify(items)],
  );
  await tell(tx, 'suppression.added', added, now);
}

/** Takes an address off the list, only where it stands there for one of `reasons`. Says whether it did. */
export async function unsuppress(
  tx: Tx,
  { channel, address, reasons }: ChannelAddress & { readonly reasons: readonly SuppressionReason[] },
  now: Date,
): Promise<boolean> {
  const removed = await tx.query<ChannelAddress & { reason: string }>(
    'DELETE FROM suppression WHERE channel = $1 AND address = $2 AND reason = ANY($3::text[]) RETURNING channel, address, reason',
    [channel, address, reasons],
  );
  await tell(tx, 'suppression.removed', removed, now);
  return removed.length > 0;
}

async function tell(
  tx: Tx,
  type: 'suppression.added' | 'suppression.removed',
  items: readonly (ChannelAddress & { readonly reason: string })[],
  now: Date,
): Promise<void> {
  if (items.length === 0) return;
  await acceptEvents(
    tx,
    { actor: systemActor, cause: [], now },
    items.map(({ channel, address, reason }) => ({
      type,
      at: now.toISOString(),
      ...(channel === 'email' ? { email: address } : { phone: address }),
      properties: { channel, reason },
    })),
  );
}
