import type { Tx } from '../database.ts';
import { wakeParentsOfRefused } from './child-runs.ts';

/** Which enrollments: named ones, all of a workflow, or all about some records. */
type Choice =
  | { readonly ids: readonly string[] }
  | { readonly workflowId: string }
  | { readonly subjectIds: readonly string[] };

/**
 * Refuses matches that were held or queued, with a reason; the runs that wait for them wake.
 * @returns how many
 */
export async function refuseWaiting(
  tx: Tx,
  choice: Choice,
  { reason, now, states = ['held', 'queued'] }: { reason: string; now: Date; states?: readonly ('held' | 'queued')[] },
): Promise<number> {
  const [condition, value] =
    'ids' in choice
      ? ['id = ANY($2::uuid[])', choice.ids]
      : 'workflowId' in choice
        ? ['"workflowId" = $2::uuid', choice.workflowId]
        : ['"subjectId" = ANY($2::uuid[])', choice.subjectIds];
  const refused = await tx.query<{ id: string; child: boolean }>(
    `WITH m AS (
       SELECT id, payload->>'parent' IS NOT NULL AS child FROM enrollment
       WHERE ${condition} AND state = ANY($3::text[]) ORDER BY id FOR UPDATE)
     UPDATE enrollment e SET state = 'refused', reason = $1, payload = NULL FROM m WHERE e.id = m.id RETURNING e.id, m.child`,
    [reason, value, states],
  );
  await wakeParentsOfRefused(
    tx,
    refused.filter(({ child }) => child).map(({ id }) => id),
    now,
  );
  return refused.length;
}
