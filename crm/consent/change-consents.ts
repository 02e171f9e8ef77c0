import type { ConsentState } from '../../domain/consent/consent.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Actor } from '../actor.ts';
import type { Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { newId } from '../ids.ts';
import { type ChannelAddress, lockAddresses } from './standing.ts';

/** What an address says about a topic from now on (`*`: about all marketing). */
export type ConsentChange = ChannelAddress & { readonly topic: string; readonly state: ConsentState };

/** Who said so, where, and what proves it: page, text shown, message, network address. */
export type ConsentContext = {
  readonly actor: Actor;
  readonly now: Date;
  /** `preference-page`, `one-click`, `sms-keyword`, `api`, `step`. */
  readonly source: string;
  readonly evidence: JsonObject;
  readonly requestId?: string;
};

type Row = ChannelAddress & { id: string; topic: string; state: ConsentState; old: ConsentState | null };

/**
 * Writes what addresses said, with the audit entry that is its history and the event that workflows see. Effective for
 * the very next hand-off. Saying the same again changes nothing. Call `notifyEvents` after the commit.
 * @returns the changes that made a difference
 */
export async function changeConsents(
  tx: Tx,
  context: ConsentContext,
  changes: readonly ConsentChange[],
): Promise<ConsentChange[]> {
  if (changes.length === 0) return [];
  await lockAddresses(tx, changes);
  const { actor, now, source, evidence } = context;
  const wanted = changes.map((change) => ({ ...change, id: newId() }));
  const rows = await tx.query<Row>(
    `WITH given AS (
       SELECT DISTINCT ON (channel, address, topic) * FROM jsonb_to_recordset($1::jsonb)
         AS x(id uuid, channel text, address text, topic text, state text) ORDER BY channel, address, topic
     ), known AS (
       SELECT c.* FROM consent c JOIN given USING (channel, address, topic)
     )
     INSERT INTO consent AS c (id, channel, address, topic, state, source, evidence, at)
     SELECT g.id, g.channel, g.address, g.topic, g.state, $2, $3::jsonb, $4 FROM given g
     LEFT JOIN known k USING (channel, address, topic) WHERE k.state IS DISTINCT FROM g.state
       -- Granted anew after everything was withdrawn: the time is what counts.
       OR k.at < (SELECT a.at FROM consent a WHERE a.channel = g.channel AND a.address = g.address AND a.topic = '*' AND a.state = 'withdrawn')
     ON CONFLICT (channel, address, topic) DO UPDATE SET state = excluded.state, source = excluded.source, evidence = excluded.evidence, at = excluded.at
     RETURNING c.id, c.channel, c.address, c.topic, c.state, (SELECT k.state FROM known k WHERE k.id = c.id) AS old`,
    [JSON.stringify(wanted), source, JSON.stringify(evidence), now],
  );
  await writeHistory(tx, context, rows);
  await acceptEvents(
    tx,
    // The right to change consents is the right to make these events, whatever else the actor may report.
    { actor: { type: 'system', id: actor.id }, cause: [], now },
    rows.map(({ channel, address, topic, state }) => ({
      type: `consent.${state}`,
      at: now.toISOString(),
      ...(channel === 'email' ? { email: address } : { phone: address }),
      properties: { channel, topic, source },
    })),
  );
  return rows.map(({ channel, address, topic, state }) => ({ channel, address, topic, state }));
}

async function writeHistory(
  tx: Tx,
  { actor, now, source, evidence, requestId }: ConsentContext,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const entries = rows.map(({ id, channel, address, topic, state, old }) => ({
    id: newId(),
    at: now.toISOString(),
    actorType: actor.type,
    actorId: actor.id,
    action: `consent.${state}`,
    resourceType: 'consent',
    resourceId: id,
    changes: { state: { old, new: state }, of: { channel, address, topic }, source, evidence },
    requestId: requestId ?? null,
  }));
  await tx.query(
    `INSERT INTO audit_entry (id, at, "actorType", "actorId", action, "resourceType", "resourceId", changes, "requestId")
     SELECT id, at, "actorType", "actorId", action, "resourceType", "resourceId", changes, "requestId"
     FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, at timestamptz, "actorType" text, "actorId" text, action text, "resourceType" text,
       "resourceId" text, changes jsonb, "requestId" text)`,
    [JSON.stringify(entries)],
  );
}
