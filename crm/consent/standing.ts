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
  const consents = await db.query<ChannelAddress & { topic: string; state: ConsentState; at: Date }>(
    `SELECT DISTINCT c.channel, c.address, c.topic, c.state, c.at
     FROM unnest($1::text[], $2::text[]) AS a(channel, address) JOIN consent c USING (channel, address)`,
    params,
  );
  for (const row of consents) of(row).statements.push({ topic: row.topic, state: row.state, at: row.at.getTime() });
  const suppressions = await db.query<ChannelAddress & { reason: string }>(
    `SELECT DISTINCT s.channel, s.address, s.reason
     FROM unnest($1::text[], $2::text[]) AS a(channel, address) JOIN suppression s USING (channel, address)`,
    params,
  );
  for (const row of suppressions) of(row).suppressed = row.reason;
  return standings;
}

/**
 * Orders changes of consent and hand-offs to the same address: a hand-off shares the lock, a change has it alone. So no
 * hand-off commits after a withdrawal that it did not see. Locks are taken after those of runs.
 */
export async function lockAddresses(
  tx: Tx,
  addresses: readonly ChannelAddress[],
  mode: 'shared' | 'alone',
): Promise<void> {
  if (addresses.length === 0) return;
  const lock = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await tx.query(
    `SELECT ${lock}(k.key) FROM (SELECT DISTINCT hashtextextended(a, 4201) AS key FROM unnest($1::text[]) AS a ORDER BY 1) AS k`,
    [addresses.map(standingKey)],
  );
}
