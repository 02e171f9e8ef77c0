import { heartbeat } from '@temporalio/activity';
import { raiseIncidents } from '../crm/runs/incidents.ts';
import { lockRuns } from '../crm/runs/load-runs.ts';
import type { AdvanceAnswer, Advanced, AdvanceInput } from './activities.ts';
import type { EngineDeps } from './engine.ts';
import { type CarrierOutlook, type ClaimedRun, carrierOutlook, claimRuns, mostFlights } from './leg/claim-runs.ts';
import { type Delivering, legTransaction } from './leg/leg-transaction.ts';
import { fireScript } from './leg/test-script.ts';

/** Most runs of one leg transaction, and how long one advance goes on claiming, in ms. */
const batchSize = 100;
const budget = 2000;
/** Runs due beyond this are shared out among lanes. */
const lanesFrom = 200;
const mostLanes = 4;
/** Legs after which a test run is ended. */
export const mostTestLegs = 1000;

/**
 * Takes the due runs of a carrier one step further, up to 100 at a time, for 2 seconds at most: a leg transaction, then
 * the delivery of what it planned, then what those answers make due. Safe to repeat at any point.
 */
export async function advance(deps: EngineDeps, input: AdvanceInput): Promise<AdvanceAnswer> {
  const beat = setInterval(() => heartbeat(), 3000);
  try {
    const answer = await advanceWithin(deps, input);
    return deps.build === undefined ? answer : { ...answer, build: deps.build };
  } finally {
    clearInterval(beat);
  }
}

async function advanceWithin(
  deps: EngineDeps,
  { carrierId, lane, lanes, now: virtual }: AdvanceInput,
): Promise<Advanced> {
  const { db } = deps;
  const began = deps.clock().getTime();
  const now = () => (virtual === undefined ? deps.clock() : new Date(virtual));
  await db.query('UPDATE carrier SET "pokedAt" = NULL, "pokeSentAt" = NULL WHERE id = $1 AND "pokedAt" IS NOT NULL', [
    carrierId,
  ]);
  if (virtual !== undefined) await fireScript(deps, carrierId, now());
  for (;;) {
    const rows = await claimRuns(db, { carrierId, lane, lanes, now: now(), limit: batchSize });
    if (rows.length > 0) await runBatch(deps, rows, now());
    const outlook = rows.length < batchSize ? await carrierOutlook(db, carrierId, now()) : null;
    const spent = deps.clock().getTime() - began > budget;
    if (outlook && (outlook.due === 0 || lanes > 1)) return answerOf(outlook);
    if (!spent) continue;
    return answerOf(outlook ?? (await carrierOutlook(db, carrierId, now())));
  }
}

function answerOf({ active, due, next }: CarrierOutlook): Advanced {
  if (active === 0) return { state: 'done' };
  if (due > 0) return { state: 'more', lanes: due > lanesFrom ? Math.min(mostLanes, Math.ceil(due / batchSize)) : 1 };
  return { state: 'waiting', dueAt: next };
}

async function runBatch(deps: EngineDeps, claimed: readonly ClaimedRun[], now: Date): Promise<void> {
  const crashed = claimed.filter(({ flights }) => flights > mostFlights);
  if (crashed.length > 0) await stopCrashed(deps, crashed, now);
  const rows = claimed.filter(({ flights }) => flights <= mostFlights);
  const delivering = await legs(deps, rows, now);
  await deps.fault?.('after-leg-commit');
  deps.wakeRelay();
  if (delivering.length > 0) await deps.delivery.deliver(delivering);
}

/** A leg of many runs; when it fails, of each half, down to the one that fails by itself and becomes an incident. */
async function legs(deps: EngineDeps, rows: readonly ClaimedRun[], now: Date): Promise<readonly Delivering[]> {
  if (rows.length === 0) return [];
  try {
    return await deps.db.transaction(async (tx) => {
      const delivering = await legTransaction(tx, deps, { claimed: rows, now });
      await deps.fault?.('before-leg-commit');
      return delivering;
    });
  } catch (error) {
    if (isInfrastructure(error)) throw error;
    if (rows.length > 1) {
      const half = Math.ceil(rows.length / 2);
      return [...(await legs(deps, rows.slice(0, half), now)), ...(await legs(deps, rows.slice(half), now))];
    }
    await stopRuns(
      deps,
      rows,
      { code: 'leg-failed', message: error instanceof Error ? error.message : String(error) },
      now,
    );
    return [];
  }
}

/** Failures that say nothing about a run: the connection is gone, or was taken away for standing still; the server shuts down, too many connections. */
function isInfrastructure(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    /^(08|25P03|53|57P|40|55P)|^E(CONN|PIPE|TIMEDOUT|HOST|NOTFOUND)/.test(code) ||
    (error instanceof Error &&
      /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
        error.message,
      ))
  );
}

function stopCrashed(deps: EngineDeps, rows: readonly ClaimedRun[], now: Date): Promise<void> {
  return stopRuns(
    deps,
    rows,
    { code: 'crashed', message: `The worker ended ${mostFlights} times while this run was in flight.` },
    now,
  );
}

async function stopRuns(
  deps: EngineDeps,
  rows: readonly ClaimedRun[],
  { code, message }: { code: string; message: string },
  now: Date,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const fences = new Map(rows.map(({ id, fence }) => [id, fence]));
    const locked = await lockRuns(tx, [...fences.keys()]);
    for (const { data, workflowKey } of locked.filter((run) => run.fence === fences.get(run.data.id))) {
      const stepId = data.positions[0]?.stepId ?? '';
      const error = JSON.stringify({ code, message, retryable: true, stepId });
      await tx.query(
        `UPDATE run SET state = 'incident', "dueAt" = NULL, flights = 0, error = $2::jsonb WHERE id = $1`,
        [data.id, error],
      );
      await tx.query(
        `UPDATE run_position SET state = 'incident', error = $2::jsonb WHERE "runId" = $1 AND state IN ('ready', 'sending')`,
        [data.id, error],
      );
      await raiseIncidents(tx, [
        { kind: 'run', code, message, runId: data.id, stepId, workflowKey, details: { at: now.toISOString() } },
      ]);
    }
  });
}
