import type { ApprovalState } from '../../domain/approvals/approval.ts';
import { AppError } from '../../domain/errors.ts';
import type { Actor, Person } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { approvalReach } from './approval-reach.ts';
import type { StoredApproval } from './approval-row.ts';
import { readApprovals } from './store.ts';

export type ApprovalFilter = {
  /** What the reader can decide now; with another state than open, what they were asked. */
  readonly mine?: boolean | undefined;
  /** What people of the reader's team were asked. */
  readonly team?: boolean | undefined;
  readonly state?: ApprovalState | undefined;
  readonly kind?: StoredApproval['kind'] | undefined;
  readonly recordId?: string | undefined;
  readonly workflow?: string | undefined;
};

export type ApprovalPosition = readonly [createdAt: string, id: string];

/** Approvals in an actor's reach, newest first; those after `after`. */
export async function listApprovals(
  db: Queryable,
  actor: Person,
  {
    limit,
    after,
    ...filter
  }: ApprovalFilter & { readonly limit: number; readonly after?: ApprovalPosition | undefined },
): Promise<{ items: StoredApproval[]; next: ApprovalPosition | null }> {
  const params: unknown[] = [];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, actor, bind);
  const reach = approvalReach(actor, params.length + 1);
  if (reach === null) return { items: [], next: null };
  params.push(...reach.params);
  const from =
    after === undefined ? '' : ` AND (a."createdAt", a.id) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`;
  const rows = await db.query<{ id: string; createdAt: Date }>(
    `SELECT a.id, a."createdAt" FROM approval a WHERE ${[...conditions, reach.sql].join(' AND ')}${from}
     ORDER BY a."createdAt" DESC, a.id DESC LIMIT ${limit + 1}`,
    params,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await readApprovals(
      db,
      page.map(({ id }) => id),
    ),
    next: rows.length > limit && last ? [last.createdAt.toISOString(), last.id] : null,
  };
}

function conditionsOf(
  { mine, team, state, kind, recordId, workflow }: ApprovalFilter,
  actor: Person,
  bind: (value: unknown) => string,
): string[] {
  const asked = (people: string) =>
    state === undefined || state === 'open'
      ? `a.id IN (SELECT s."approvalId" FROM approval_slot s WHERE s.state = 'open' AND s.candidates && ${people})`
      : `EXISTS (SELECT 1 FROM approval_slot s WHERE s."approvalId" = a.id AND s.candidates && ${people})`;
  return [
    ...(mine ? [asked(`ARRAY[${bind(actor.userId)}]::uuid[]`)] : []),
    ...(team ? [asked(`ARRAY(SELECT id FROM "user" WHERE "teamId" = ${bind(actor.teamId)})`)] : []),
    ...(state === undefined ? [] : [`a.state = ${bind(state)}`]),
    ...(kind === undefined ? [] : [`a.kind = ${bind(kind)}`]),
    ...(recordId === undefined ? [] : [`a."recordId" = ${bind(recordId)}`]),
    ...(workflow === undefined ? [] : [`a."workflowKey" = ${bind(workflow)}`]),
  ];
}

/** One approval. @throws AppError `approval-not-found` when there is none in reach */
export async function getApproval(db: Queryable, actor: Actor, id: string): Promise<StoredApproval> {
  const reach = approvalReach(actor, 2);
  const rows =
    reach === null
      ? []
      : await db.query<{ id: string }>(`SELECT a.id FROM approval a WHERE a.id = $1 AND ${reach.sql}`, [
          id,
          ...reach.params,
        ]);
  const [found] = await readApprovals(
    db,
    rows.map((row) => row.id),
  );
  if (!found) throw new AppError('approval-not-found', { detail: `There is no approval with the id ${id}.` });
  return found;
}
