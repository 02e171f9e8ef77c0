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
  /** `ended`: any but open. */
  readonly state?: ApprovalState | 'ended' | undefined;
  readonly kind?: StoredApproval['kind'] | undefined;
  readonly recordType?: string | undefined;
  readonly recordId?: string | undefined;
  readonly runId?: string | undefined;
  readonly workflow?: string | undefined;
  /** With a deadline before this time. */
  readonly dueBefore?: string | undefined;
  /** A part of the title or of the submitter's name. */
  readonly q?: string | undefined;
};

/** Newest first, or those that have to be decided first. */
export const approvalOrders = ['-createdAt', 'deadline'] as const;
export type ApprovalOrder = (typeof approvalOrders)[number];

/** Where a page ends: what the list is sorted by, as text, and the id. */
export type ApprovalPosition = readonly [place: string, id: string];

const orders: {
  readonly [O in ApprovalOrder]: { readonly by: string; readonly after: '<' | '>'; readonly way: string };
} = {
  '-createdAt': { by: 'a."createdAt"', after: '<', way: 'DESC' },
  deadline: { by: `coalesce(a.deadline, '9999-12-31T00:00:00Z')`, after: '>', way: 'ASC' },
};

/** Approvals in an actor's reach, newest first unless `sort` says so otherwise; those after `after`. */
export async function listApprovals(
  db: Queryable,
  actor: Person,
  {
    limit,
    after,
    sort = '-createdAt',
    ...filter
  }: ApprovalFilter & {
    readonly limit: number;
    readonly after?: ApprovalPosition | undefined;
    readonly sort?: ApprovalOrder | undefined;
  },
): Promise<{ items: StoredApproval[]; next: ApprovalPosition | null }> {
  const params: unknown[] = [];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, actor, bind);
  const reach = approvalReach(actor, params.length + 1);
  if (reach === null) return { items: [], next: null };
  // What one is asked oneself is always in reach.
  if (!filter.mine) {
    conditions.push(reach.sql);
    params.push(...reach.params);
  }
  const order = orders[sort];
  if (after !== undefined)
    conditions.push(`(${order.by}, a.id) ${order.after} (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`);
  const rows = await db.query<{ id: string; place: Date }>(
    `SELECT a.id, ${order.by} AS place FROM approval a WHERE ${conditions.length === 0 ? 'true' : conditions.join(' AND ')}
     ORDER BY ${order.by} ${order.way}, a.id ${order.way} LIMIT ${limit + 1}`,
    params,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await readApprovals(
      db,
      page.map(({ id }) => id),
    ),
    next: rows.length > limit && last ? [last.place.toISOString(), last.id] : null,
  };
}

function conditionsOf(filter: ApprovalFilter, actor: Person, bind: (value: unknown) => string): string[] {
  const { mine, team, state, kind, recordType, recordId, runId, workflow, dueBefore, q } = filter;
  const stillOpen = state === undefined || state === 'open' ? `s.state = 'open' AND ` : '';
  const asked = (people: string) =>
    `a.id IN (SELECT s."approvalId" FROM approval_slot s WHERE ${stillOpen}s.candidates && ${people})`;
  const is = (column: string, value: unknown) => (value === undefined ? [] : [`a."${column}" = ${bind(value)}`]);
  return [
    ...(mine ? [asked(`ARRAY[${bind(actor.userId)}]::uuid[]`)] : []),
    ...(team ? [asked(`ARRAY(SELECT id FROM "user" WHERE "teamId" = ${bind(actor.teamId)})`)] : []),
    ...(state === 'ended' ? [`a.state <> 'open'`] : is('state', state)),
    ...is('kind', kind),
    ...is('recordType', recordType),
    ...is('recordId', recordId),
    ...is('runId', runId),
    ...is('workflowKey', workflow),
    ...(dueBefore === undefined ? [] : [`a.deadline < ${bind(dueBefore)}::timestamptz`]),
    ...(q === undefined
      ? []
      : [`concat_ws(' ', a.title, a."submitterName") ILIKE ${bind(`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`)}`]),
  ];
}

/** How much somebody can decide now, and how much of it is overdue. */
export async function countWaiting(
  db: Queryable,
  userId: string,
  now: Date,
): Promise<{ readonly open: number; readonly overdue: number }> {
  const [row] = await db.query<{ open: number; overdue: number }>(
    `SELECT count(DISTINCT a.id)::int AS open, (count(DISTINCT a.id) FILTER (WHERE a.deadline < $2::timestamptz))::int AS overdue
     FROM approval_slot s JOIN approval a ON a.id = s."approvalId" AND a.state = 'open'
     WHERE s.state = 'open' AND s.candidates && ARRAY[$1]::uuid[]`,
    [userId, now],
  );
  return row ?? { open: 0, overdue: 0 };
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
