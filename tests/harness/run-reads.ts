import type { Database } from '../../crm/database.ts';
import { loadRuns } from '../../crm/runs/load-runs.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';

type MessageOfRun = {
  state: string;
  channel: string;
  to: string;
  subject: string | null;
  body: string | null;
  stepId: string;
  runId: string;
  createdAt: Date;
};

/** What runs did and what they sent. */
export function runReads(db: Database) {
  const visits = (runId: string) =>
    db.query<{ stepId: string; outlet: string | null; endedAt: Date | null }>(
      'SELECT "stepId", outlet, "endedAt" FROM run_step WHERE "runId" = $1 ORDER BY n',
      [runId],
    );
  return {
    async runsOf(key: string): Promise<RunRow[]> {
      const rows = await db.query<{ id: string }>(
        'SELECT id FROM run WHERE "workflowKey" = $1 ORDER BY "createdAt", id',
        [key],
      );
      return loadRuns(
        db,
        rows.map(({ id }) => id),
      );
    },
    async pathOf(runId: string): Promise<string> {
      const rows = await visits(runId);
      return rows.map(({ stepId, outlet }) => (outlet === null ? stepId : `${stepId}>${outlet}`)).join(' ');
    },
    /** The visits of a run that have ended, in their order. */
    async stepsOf(runId: string) {
      const rows = await visits(runId);
      return rows.map(({ endedAt, ...row }) => ({ ...row, endedAt: endedAt?.toISOString() ?? null }));
    },
    messages: () =>
      db.query<MessageOfRun>(
        'SELECT state, channel, "to", subject, body, "stepId", "runId", "createdAt" FROM message ORDER BY "createdAt", id',
      ),
  };
}
