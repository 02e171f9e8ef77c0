import type { Database } from '../../crm/database.ts';

/** What has not ended, where it stands and why, as text. */
export async function whatIsOpen(db: Database): Promise<string> {
  const runs = await db.query(
    `SELECT r.id, r."workflowKey", r.state, r.phase, r."dueAt", r.error, c."pokedAt", c."pokeSentAt", c."dueAt" AS carrier,
       (SELECT jsonb_agg(jsonb_build_array(p."stepId", p.state, p.since, p."dueAt", p.attempt, p.wait, p.outcome)) FROM run_position p WHERE p."runId" = r.id) AS positions,
       (SELECT jsonb_agg(jsonb_build_array(a.state, a.deadline, s.state, s.candidates)) FROM approval a JOIN approval_slot s ON s."approvalId" = a.id WHERE a."runId" = r.id) AS slots,
       (SELECT jsonb_agg(jsonb_build_array(e.type, e."createdAt", e."doneAt", e.attempts)) FROM event e WHERE e."recordId" = r."subjectId") AS events,
       (SELECT jsonb_agg(to_jsonb(i)) FROM incident i WHERE i."runId" = r.id) AS incidents,
       (SELECT jsonb_agg(jsonb_build_array(m.state, m.reason, m."dueAt", m."leaseUntil")) FROM message m WHERE m."runId" = r.id) AS messages
     FROM run r JOIN carrier c ON c.id = r."carrierId" WHERE r."endedAt" IS NULL LIMIT 5`,
  );
  const events = await db.query(`SELECT type, attempts, "createdAt" FROM event WHERE "doneAt" IS NULL LIMIT 5`);
  return JSON.stringify({ now: new Date(), runs, events });
}
