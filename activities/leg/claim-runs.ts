import type { Database, Queryable } from '../../crm/database.ts';

/** A run taken for a leg: its fence, and how many claims no committed leg has followed. */
export type ClaimedRun = { readonly id: string; readonly fence: number; readonly flights: number };

export type Claim = {
  readonly carrierId: string;
  readonly lane: number;
  readonly lanes: number;
  readonly now: Date;
  readonly limit: number;
};

/** Crashes in flight after which a run is an incident. */
export const mostFlights = 3;

const open = `r."endedAt" IS NULL AND NOT r.paused AND r."dueAt" <= $2
  AND NOT EXISTS (SELECT 1 FROM workflow w WHERE w.id = r."workflowId" AND w.state = 'paused')
  AND NOT EXISTS (SELECT 1 FROM setting s WHERE s.key = 'paused' AND s.value = 'true'::jsonb)
  AND NOT EXISTS (SELECT 1 FROM message m WHERE m."runId" = r.id AND m.state = 'handing-off' AND m."leaseUntil" > $2)`;

/**
 * Takes due runs of a carrier: their fence rises, so whoever had them before can commit nothing more. Committed at once,
 * with a count of claims that no committed leg has followed, and each counted as a leg begun. Nobody is taken while a hand-off of theirs holds its lease.
 */
export async function claimRuns(db: Database, { carrierId, lane, lanes, now, limit }: Claim): Promise<ClaimedRun[]> {
  const rows = await db.query<{ id: string; fence: number | bigint; flights: number }>(
    `
    UPDATE run r SET fence = r.fence + 1, flights = r.flights + 1
    WHERE r.id IN (
      SELECT r.id FROM run r WHERE r."carrierId" = $1 AND ${open} AND ($4 = 1 OR abs(hashtext(r.id::text)) % $4 = $3)
      ORDER BY r.id LIMIT $5 FOR UPDATE SKIP LOCKED)
    RETURNING r.id, r.fence, r.flights, nextval('leg_n_seq') AS leg`,
    [carrierId, now, lane, lanes, limit],
  );
  return rows
    .map(({ id, fence, flights }) => ({ id, fence: Number(fence), flights }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export type CarrierOutlook = { readonly active: number; readonly due: number; readonly next: string | null };

/** What a carrier has left: runs not ended, runs due now, and when the next is due. Also notes the leg on its row. */
export async function carrierOutlook(db: Queryable, carrierId: string, now: Date): Promise<CarrierOutlook> {
  const [row] = await db.query<{ active: number; due: number; next: Date | null }>(
    `
    WITH state AS (
      SELECT r.id, CASE WHEN r."dueAt" <= $2 THEN GREATEST(r."dueAt", COALESCE(
          (SELECT max(m."leaseUntil") FROM message m WHERE m."runId" = r.id AND m.state = 'handing-off'), r."dueAt")) ELSE LEAST(r."dueAt", (SELECT min(e->>'at')::timestamptz FROM jsonb_array_elements(r.script->'events') e)) END AS due,
        r.paused OR w.state = 'paused' OR EXISTS (SELECT 1 FROM setting s WHERE s.key = 'paused' AND s.value = 'true'::jsonb) AS held
      FROM run r LEFT JOIN workflow w ON w.id = r."workflowId" WHERE r."carrierId" = $1 AND r."endedAt" IS NULL),
    outlook AS (SELECT count(*)::int AS active, (count(*) FILTER (WHERE due <= $2 AND NOT held))::int AS due, min(due) FILTER (WHERE NOT held) AS next FROM state),
    noted AS (UPDATE carrier c SET active = o.active, "dueAt" = o.next, "legAt" = $2, "closedAt" = CASE WHEN o.active = 0 THEN $2::timestamptz END
      FROM outlook o WHERE c.id = $1)
    SELECT active, due, next FROM outlook`,
    [carrierId, now],
  );
  return { active: row?.active ?? 0, due: row?.due ?? 0, next: row?.next?.toISOString() ?? null };
}
