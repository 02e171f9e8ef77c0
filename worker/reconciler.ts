import type { Database } from '../crm/database.ts';

/** How long a carrier may be late before it is looked after. */
export const lateAfterSeconds = 60;

/**
 * Asks for a poke of every carrier whose due time passed without a leg: terminated, reset or lost carriers come back from
 * their rows. `thorough` looks at all open runs, also of carriers that say they have nothing due.
 * @param lateAfter seconds
 * @returns how many carriers were late
 */
export async function reconcile(
  db: Database,
  { lateAfter = lateAfterSeconds, thorough = false }: { lateAfter?: number; thorough?: boolean } = {},
): Promise<number> {
  const late = await db.query<{ id: string }>(
    `
    UPDATE carrier SET "pokedAt" = now(), "pokeSentAt" = NULL WHERE id IN (
      SELECT c.id FROM carrier c
      WHERE ${thorough ? '' : `c."dueAt" < now() - make_interval(secs => $1) AND`}
        EXISTS (SELECT 1 FROM run r LEFT JOIN workflow w ON w.id = r."workflowId" WHERE r."carrierId" = c.id AND r."endedAt" IS NULL AND NOT r.paused
          AND COALESCE(w.state, '') <> 'paused' AND r."dueAt" < now() - make_interval(secs => $1))
        AND (c."legAt" IS NULL OR c."legAt" < now() - make_interval(secs => $1))
        AND (c."pokedAt" IS NULL OR c."pokedAt" < now() - make_interval(secs => $1))
      ORDER BY c.id LIMIT 1000 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
    [lateAfter],
  );
  return late.length;
}

/**
 * The same for test runs. Their times are virtual and their carriers never wait for one, so one that has something ahead
 * and was made some time ago is lost, or very busy: a poke too many does no harm.
 * @param lateAfter seconds
 * @returns how many carriers were told
 */
export async function reconcileTests(sandbox: Database, lateAfter = lateAfterSeconds): Promise<number> {
  const late = await sandbox.query<{ id: string }>(
    `
    UPDATE carrier SET "pokedAt" = now(), "pokeSentAt" = NULL WHERE id IN (
      SELECT c.id FROM carrier c
      WHERE c."createdAt" < now() - make_interval(secs => $1) AND (c."pokedAt" IS NULL OR c."pokedAt" < now() - make_interval(secs => $1))
        AND EXISTS (SELECT 1 FROM run r WHERE r."carrierId" = c.id AND r."endedAt" IS NULL AND NOT r.paused
          AND (r."dueAt" IS NOT NULL OR r.script->'events'->0 IS NOT NULL))
      ORDER BY c.id LIMIT 1000 FOR UPDATE SKIP LOCKED)
    RETURNING id`,
    [lateAfter],
  );
  return late.length;
}
