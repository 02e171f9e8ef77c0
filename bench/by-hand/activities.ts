import type { Database } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';

export type ByHandActivities = ReturnType<typeof createByHandActivities>;

/** One activity a step. A message is its ledger row, the commit of its hand-off, the hand-off to nobody, and its outcome. */
export function createByHandActivities(db: Database) {
  const record = (runId: string, stepId: string, type: string) =>
    db.query(
      `
    INSERT INTO run_step ("runId", "stepId", visit, type, outlet, "configHash", "startedAt", "endedAt", detail)
    VALUES ($1, $2, 1, $3, 'done', '', now(), now(), '{}') ON CONFLICT DO NOTHING`,
      [runId, stepId, type],
    );
  return {
    async begin(runId: string): Promise<void> {
      await db.query(`UPDATE run SET state = 'running' WHERE id = $1`, [runId]);
    },
    async split(runId: string, stepId: string): Promise<void> {
      await record(runId, stepId, 'split');
    },
    async note(runId: string, stepId: string): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.query(`UPDATE run SET vars = vars || jsonb_build_object($2::text, true) WHERE id = $1`, [
          runId,
          stepId,
        ]);
      });
      await record(runId, stepId, 'set-variables');
    },
    async message(runId: string, stepId: string): Promise<void> {
      const [lead] = await db.query<{ id: string; email: string }>(
        `SELECT l.id, l.email FROM run r JOIN lead l ON l.id = r."subjectId" WHERE r.id = $1`,
        [runId],
      );
      const id = newId();
      await db.query(
        `INSERT INTO message (id, channel, state, "to", subject, body, "recordType", "recordId", "runId", "stepId", visit, ordinal)
        VALUES ($1, 'email', 'planned', $2, 'Hello', 'Hello', 'lead', $3, $4, $5, 1, 0) ON CONFLICT DO NOTHING`,
        [id, lead?.email ?? '', lead?.id, runId, stepId],
      );
      await db.query(
        `UPDATE message SET state = 'handing-off', "handOffAt" = now() WHERE id = $1 AND state = 'planned'`,
        [id],
      );
      await db.query(`UPDATE message SET state = 'accepted', "sentAt" = now() WHERE id = $1`, [id]);
      await record(runId, stepId, 'send-email');
    },
    async end(runId: string): Promise<void> {
      await db.query(`UPDATE run SET state = 'completed', "endedAt" = now() WHERE id = $1`, [runId]);
    },
  };
}
