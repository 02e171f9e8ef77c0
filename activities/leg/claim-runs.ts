import type { Database, Queryable, Tx } from '../../crm/database.ts';
import { runColumns, withPositions } from '../../crm/runs/load-runs.ts';
import type { RunColumns, RunRow } from '../../crm/runs/run-row.ts';

export type Claim = {
  readonly carrierId: string;
  readonly lane: number;
  readonly lanes: number;
  readonly now: Date;
  readonly limit: number;
  /** Only of these runs. */
  readonly ids?: readonly string[];
};

/** Runs that a leg's transaction holds, and the transactions that were visible when it took them. */
export type Claimed = { readonly runs: readonly RunRow[]; readonly snapshot: string };

/** A run that is in flight after crashes, and how often it was. */
export type Flight = { readonly id: string; readonly fence: number; readonly flights: number };

/** Crashes in flight after which a run is an incident. */
export const mostFlights = 3;

/**
 * Takes up what a carrier was poked for: from now on it may be poked again. Until its next outlook it is due, so that a
 * poke which is lost now is found by the reconciler.
 * @returns when its last leg was, as its row has it
 */
export async function takePoke(db: Queryable, carrierId: string): Promise<Date | null> {
  const [row] = await db.query<{ legAt: Date | null }>(
    `WITH taken AS (UPDATE carrier SET "pokedAt" = NULL, "pokeSentAt" = NULL, "dueAt" = LEAST("dueAt", "pokedAt")
       WHERE id = $1 AND "pokedAt" IS NOT NULL)
     SELECT "legAt" FROM carrier WHERE id = $1`,
    [carrierId],
  );
  return row?.legAt ?? null;
}

const open = `r."carrierId" = $1 AND r."endedAt" IS NULL AND NOT r.paused AND r."dueAt" <= $2
  AND ($4 = 1 OR abs(hashtext(r.id::text)) % $4 = $3)
  AND NOT EXISTS (SELECT 1 FROM workflow w WHERE w.id = r."workflowId" AND w.state = 'paused')
  AND NOT EXISTS (SELECT 1 FROM setting s WHERE s.key = 'paused' AND s.value = 'true'::jsonb)
  AND NOT EXISTS (SELECT 1 FROM hand_off h WHERE h."runId" = r.id AND h."leaseUntil" > $2)`;

/**
 * Takes due runs of a carrier for the length of a transaction: nobody else can. What it commits raises their fence, so
 * whoever had them before hands over nothing more. Nobody is taken while a hand-off of theirs holds its lease. Positions
 * are read after the runs are locked: what has woken one until then is seen. Each run taken is counted as a leg begun.
 */
export async function claimRuns(tx: Tx, { carrierId, lane, lanes, now, limit, ids }: Claim): Promise<Claimed> {
  const rows = await tx.query<RunColumns & { snapshot: string }>(
    `SELECT ${runColumns}, pg_current_snapshot()::text AS snapshot, nextval('leg_n_seq') AS leg FROM run r
     WHERE ${open} ${ids === undefined ? '' : 'AND r.id = ANY($6::uuid[])'} ORDER BY r.id LIMIT $5 FOR UPDATE OF r SKIP LOCKED`,
    [carrierId, now, lane, lanes, limit, ...(ids === undefined ? [] : [ids])],
  );
  return { runs: await withPositions(tx, rows), snapshot: rows[0]?.snapshot ?? '' };
}

/**
 * After an advance that noted nothing has ended with its process: notes on all that it may have had in its hands that they
 * were in flight then.
 */
export async function noteFirstCrash(
  db: Database,
  { carrierId, lane, lanes, now }: Omit<Claim, 'limit'>,
): Promise<void> {
  await db.query(
    `UPDATE run SET flights = flights + 1 WHERE id IN (
       SELECT r.id FROM run r WHERE ${open} ORDER BY r.id FOR UPDATE OF r SKIP LOCKED)`,
    [carrierId, now, lane, lanes],
  );
}

/**
 * After a crash: notes on a due run, at once and for all to see, that it is in flight again; the one that was most often
 * comes first. A leg that commits clears the note.
 */
export async function noteFlight(db: Database, { carrierId, lane, lanes, now }: Claim): Promise<Flight | null> {
  const [flight] = await db.query<Flight>(
    `UPDATE run SET flights = flights + 1 WHERE id = (
       SELECT r.id FROM run r WHERE ${open} ORDER BY r.flights DESC, r.id LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
     RETURNING id, fence, flights`,
    [carrierId, now, lane, lanes],
  );
  return flight ? { ...flight, fence: Number(flight.fence) } : null;
}

/** Takes a note back: somebody else had the run before its leg began. */
export async function forgetFlight(db: Database, { id, fence, flights }: Flight): Promise<void> {
  await db.query('UPDATE run SET flights = flights - 1 WHERE id = $1 AND fence = $2 AND flights = $3', [
    id,
    fence,
    flights,
  ]);
}

export type CarrierOutlook = {
  readonly active: number;
  readonly due: number;
  readonly next: string | null;
  readonly legAt: string | null;
};

/**
 * What a carrier has left: runs not ended, runs due now, and when the next is due. Also notes the leg on its row, whose
 * time only grows, and says which it has.
 */
export async function carrierOutlook(db: Queryable, carrierId: string, now: Date): Promise<CarrierOutlook> {
  const [row] = await db.query<{ active: number; due: number; next: Date | null; legAt: Date | null }>(
    `
    WITH state AS (
      SELECT r.id, CASE WHEN r."dueAt" <= $2 THEN GREATEST(r."dueAt", COALESCE(
          (SELECT max(h."leaseUntil") FROM hand_off h WHERE h."runId" = r.id), r."dueAt")) ELSE LEAST(r."dueAt", (SELECT min(e->>'at')::timestamptz FROM jsonb_array_elements(r.script->'events') e)) END AS due,
        r.paused OR w.state = 'paused' OR EXISTS (SELECT 1 FROM setting s WHERE s.key = 'paused' AND s.value = 'true'::jsonb) AS held
      FROM run r LEFT JOIN workflow w ON w.id = r."workflowId" WHERE r."carrierId" = $1 AND r."endedAt" IS NULL),
    outlook AS (SELECT count(*)::int AS active, (count(*) FILTER (WHERE due <= $2 AND NOT held))::int AS due, min(due) FILTER (WHERE NOT held) AS next FROM state),
    noted AS (UPDATE carrier c SET active = o.active, "dueAt" = o.next, "legAt" = GREATEST(c."legAt", $2), "closedAt" = CASE WHEN o.active = 0 THEN $2::timestamptz END
      FROM outlook o WHERE c.id = $1 RETURNING c."legAt")
    SELECT active, due, next, (SELECT "legAt" FROM noted) AS "legAt" FROM outlook`,
    [carrierId, now],
  );
  const { active = 0, due = 0, next = null, legAt = null } = row ?? {};
  return { active, due, next: next?.toISOString() ?? null, legAt: legAt?.toISOString() ?? null };
}
