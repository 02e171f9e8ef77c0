import { type Client, isGrpcServiceError, ServiceError, type WorkflowExecutionInfo } from '@temporalio/client';
import type { Database } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';
import { carrierIdOf } from '../crm/runs/carriers.ts';
import { holdRestored, releasedAt } from '../crm/runs/restored.ts';

type Deps = { readonly db: Database; readonly client: Client; readonly log: Logger };

/** Carriers looked at of those begun last, and of those done last. */
const sample = 100;
const patience = 5000;
/** gRPC's UNIMPLEMENTED and INVALID_ARGUMENT: a Temporal that keeps no lists, or cannot search them so. */
const cannotList: readonly number[] = [12, 3];

/**
 * Compares the carriers that Temporal began and saw done last with their rows. A carrier without a row, or one that is done
 * while its row has runs to go on with, shows that the database was restored from a backup: everything is held, before a
 * worker takes up what was done already. A carrier that still waits tells so itself, by what it has seen.
 * @returns how many carriers know more than the rows
 */
export async function compareWithCarriers({ db, client, log }: Deps): Promise<number> {
  const since = (await releasedAt(db)).toISOString();
  const ours = `WorkflowType = 'carrier' AND WorkflowId STARTS_WITH 'carrier-'`;
  try {
    const [open, done] = await client.withDeadline(Date.now() + patience, () =>
      Promise.all([
        list(client, `${ours} AND ExecutionStatus = 'Running' AND StartTime > '${since}'`),
        list(client, `${ours} AND ExecutionStatus = 'Completed' AND CloseTime > '${since}'`),
      ]),
    );
    const ahead = [...(await withoutRow(db, open)), ...(await stillOpen(db, done))];
    if (ahead.length === 0) return 0;
    const seenUntil = new Date(Math.max(...ahead.map(({ startTime, closeTime = startTime }) => closeTime.getTime())));
    const carriers = ahead.map(({ workflowId }) => carrierIdOf(workflowId));
    if (await holdRestored(db, { carriers, seenUntil })) log.error({ event: 'database.restored', carriers, seenUntil });
    return ahead.length;
  } catch (error) {
    if (!isListless(error)) throw error;
    log.debug({ event: 'temporal.no-lists' });
    return 0;
  }
}

/** Attempts to compare before a worker goes on without: with their pauses, between twenty seconds and a minute. */
const attempts = 6;

/**
 * Compares before a worker takes any work, again and again where Temporal cannot answer. Lists that stay away are no reason
 * to leave all runs undone: after some attempts work is taken all the same, and said so.
 */
export function compareBeforeWork(deps: Deps): () => Promise<void> {
  let failures = 0;
  return async () => {
    try {
      await compareWithCarriers(deps);
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures < attempts) throw error;
      deps.log.error({ event: 'database.not-compared', failures, err: error });
    }
  };
}

function isListless(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && cannotList.includes(cause.code);
}

async function list(client: Client, query: string): Promise<WorkflowExecutionInfo[]> {
  const found: WorkflowExecutionInfo[] = [];
  for await (const workflow of client.workflow.list({ query, pageSize: sample })) {
    found.push(workflow);
    if (found.length === sample) break;
  }
  return found;
}

/** Rows are committed before their carriers begin, and stay. */
async function withoutRow(db: Database, workflows: readonly WorkflowExecutionInfo[]): Promise<WorkflowExecutionInfo[]> {
  const rows = await db.query<{ id: string }>('SELECT id FROM carrier WHERE id = ANY($1::uuid[])', [idsOf(workflows)]);
  const known = new Set(rows.map(({ id }) => id));
  return workflows.filter(({ workflowId }) => !known.has(carrierIdOf(workflowId)));
}

/** A carrier writes that it is done before it says so; a leg that begins it again is later. */
async function stillOpen(db: Database, workflows: readonly WorkflowExecutionInfo[]): Promise<WorkflowExecutionInfo[]> {
  const rows = await db.query<{ id: string; closed: boolean; legAt: Date | null }>(
    'SELECT id, "closedAt" IS NOT NULL AS closed, "legAt" FROM carrier WHERE id = ANY($1::uuid[])',
    [idsOf(workflows)],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  return workflows.filter(({ workflowId, closeTime }) => {
    const row = known.get(carrierIdOf(workflowId));
    return !(row?.closed || (row?.legAt && closeTime && row.legAt > closeTime));
  });
}

const idsOf = (workflows: readonly WorkflowExecutionInfo[]) =>
  workflows.map(({ workflowId }) => carrierIdOf(workflowId));
