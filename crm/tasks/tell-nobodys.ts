import type { Database } from '../database.ts';
import { holdIncidents } from '../runs/standing-incidents.ts';

const code = 'nobody-has-task';

/**
 * Runs that wait for a task which nobody has, though the step names somebody, and which no member of a queue can take, would wait without a
 * word: a person has to look at the step, until each of its tasks is somebody's.
 */
export async function tellOfNobodys(db: Database, now: Date): Promise<void> {
  const steps = await db.query<{ workflowKey: string; stepId: string; title: string | null; n: number }>(
    `SELECT r."workflowKey", p."stepId", min(t.title) AS title, count(*)::int AS n
     FROM task t JOIN wait_key k ON k.key = 'event:record.updated:id=' || t.id JOIN run_position p ON p.id = k."positionId"
       JOIN run r ON r.id = k."runId" JOIN workflow_version v ON v.id = r."versionId"
     WHERE t."assigneeId" IS NULL AND t.status = 'open' AND v.definition->'steps'->p."stepId"->>'type' = 'create-task'
       AND v.definition->'steps'->p."stepId"->'config' ?| ARRAY['assignee', 'queue']
       AND NOT EXISTS (SELECT 1 FROM queue q JOIN "user" u ON u.id::text = ANY(q.members) AND u.active WHERE q.key = t.queue)
     GROUP BY r."workflowKey", p."stepId"`,
  );
  const wanted = steps.map(({ workflowKey, stepId, title, n }) => ({
    kind: 'task' as const,
    code,
    message: `Nobody has what the step "${stepId}" waits for (open tasks: ${n}, such as "${title ?? ''}"): whom it names is nobody here. Assign these tasks, and name an assignee who is there, or a queue with members.`,
    stepId,
    workflowKey,
    details: { about: `${workflowKey}:${stepId}` },
  }));
  await holdIncidents(db, { code, wanted, now });
}
