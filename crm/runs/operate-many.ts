import type { Database } from '../database.ts';
import { type Operating, operateRuns } from './operate-runs.ts';
import { conditionsOf, type RunFilter } from './read-runs.ts';
import type { ActionResult, RunAction } from './run-action.ts';
import { runReach } from './run-reach.ts';

export type ManyRuns = RunFilter & { readonly ids?: readonly string[] | undefined };

export type ManyResult = {
  /** Runs that the choice meant, done and refused. */
  readonly count: number;
  readonly done: number;
  readonly refused: Readonly<Record<string, number>>;
  /** The first refusals, to look at. */
  readonly refusals: readonly { readonly runId: string; readonly code: string; readonly detail: string }[];
  /** Runs that the choice means beyond the most of one call. */
  readonly more: boolean;
};

/** Most runs of one call, of one transaction, and refusals that are told one by one. */
const most = 10_000;
const chunk = 200;
const told = 100;

/** An operator's action on all runs that a choice means, oldest first, some hundred a transaction. */
export async function operateMany(
  db: Database,
  where: ManyRuns,
  action: RunAction,
  operating: Operating,
): Promise<ManyResult> {
  const chosen = await choose(db, where, operating);
  const ids = chosen.slice(0, most);
  const results: ActionResult[] = [];
  for (let from = 0; from < ids.length; from += chunk) {
    const part = ids.slice(from, from + chunk);
    results.push(...(await db.transaction((tx) => operateRuns(tx, part, action, operating))));
  }
  const refusals = results.flatMap((result) => (result.kind === 'refused' ? [result] : []));
  const refused: Record<string, number> = {};
  for (const { code } of refusals) refused[code] = (refused[code] ?? 0) + 1;
  return {
    count: ids.length,
    done: results.length - refusals.length,
    refused,
    refusals: refusals.slice(0, told).map(({ runId, code, detail }) => ({ runId, code, detail })),
    more: chosen.length > most,
  };
}

async function choose(db: Database, { ids, ...filter }: ManyRuns, { actor }: Operating): Promise<string[]> {
  const reach = runReach(actor, 'run:operate', 1);
  if (reach === null) return [];
  const params: unknown[] = [...reach.params];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = [
    reach.sql,
    ...conditionsOf(filter, { bind }),
    ...(ids === undefined ? ['r."endedAt" IS NULL'] : [`r.id = ANY(${bind(ids)}::uuid[])`]),
  ];
  const rows = await db.query<{ id: string }>(
    `SELECT r.id FROM run r WHERE ${conditions.join(' AND ')} ORDER BY r.id LIMIT ${most + 1}`,
    params,
  );
  return rows.map(({ id }) => id);
}
