import type { ConsentState, ConsentStatement } from '../../domain/consent/consent.ts';
import type { AddressChannel } from '../../domain/sending/address.ts';
import type { Queryable, Tx } from '../database.ts';

/** An address on its channel, in the form that `parseAddress` gives. */
export type ChannelAddress = { readonly channel: AddressChannel; readonly address: string };

/** What is known of an address: what it said about topics, and why it must never be written to. */
export type Standing = { readonly statements: readonly ConsentStatement[]; readonly suppressed: string | null };

export const nothingSaid: Standing = { statements: [], suppressed: null };

/** The key of an address in the maps of this folder. */
export const standingKey = ({ channel, address }: ChannelAddress): string => `${channel}:${address}`;

type Statement =
  | { topic: string; state: ConsentState; at: Date; reason: null }
  | { topic: null; state: null; at: null; reason: string };

/** The standing of many addresses, by `standingKey`; of whom nothing is known is left out. */
export async function readStandings(
  db: Queryable,
  addresses: readonly ChannelAddress[],
): Promise<Map<string, Standing>> {
  const standings = new Map<string, { statements: ConsentStatement[]; suppressed: string | null }>();
  if (addresses.length === 0) return standings;
  const params = [addresses.map(({ channel }) => channel), addresses.map(({ address }) => address)];
  const of = (row: ChannelAddress) => {
    const key = standingKey(row);
    const known = standings.get(key) ?? { statements: [], suppressed: null };
    standings.set(key, known);
    return known;
  };
  const rows = await db.query<ChannelAddress & Statement>(
    `WITH asked AS (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) AS a(channel, address))
     SELECT channel, address, c.topic, c.state, c.at, NULL AS reason FROM asked JOIN consent c USING (channel, address)
     UNION ALL SELECT channel, address, NULL, NULL, NULL, s.reason FROM asked JOIN suppression s USING (channel, address)`,
    params,
  );
  for (const { topic, state, at, reason, ...address } of rows) {
    const standing = of(address);
    if (reason !== null) standing.suppressed = reason;
    else standing.statements.push({ topic, state, at: at.getTime() });
  }
  return standings;
}

/**
 * A change of consent holds the lock of its address alone, a hand-off to it shares the lock: so no hand-off commits after
 * a withdrawal that it did not see. These locks are taken after those of runs.
 */
export async function lockAddresses(tx: Tx, addresses: readonly ChannelAddress[]): Promise<void> {
  if (addresses.length === 0) return;
  await tx.query(
    `SELECT pg_advisory_xact_lock(k.key) FROM (SELECT DISTINCT ${lockKey('a')} AS key FROM unnest($1::text[]) AS a ORDER BY 1) AS k`,
    [addresses.map(standingKey)],
  );
}

/** Shares the locks of the addresses that messages go to. */
export async function lockAddressesOf(tx: Tx, messageIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock_shared(k.key) FROM (SELECT DISTINCT ${lockKey(`channel || ':' || "to"`)} AS key
     FROM message WHERE id = ANY($1::uuid[]) AND channel IN ('email', 'sms') ORDER BY 1) AS k`,
    [messageIds],
  );
}

const lockKey = (text: string) => `hashtextextended(${text}, 4201)`;
