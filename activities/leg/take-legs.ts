import { AppError } from '../../domain/errors.ts';
import type { EngineDeps } from '../engine.ts';
import { type Claim, type Claimed, claimRuns } from './claim-runs.ts';
import { type LegOutcome, legTransaction } from './leg-transaction.ts';
import { stopRuns } from './stop-runs.ts';

/** What became of a claim: how many runs were taken, and what their committed legs leave to do. */
export type LegsTaken = LegOutcome & { readonly taken: number };

/** A leg of many runs; when it fails, of each half, down to the one that fails by itself and becomes an incident. */
export async function takeLegs(deps: EngineDeps, claim: Claim): Promise<LegsTaken> {
  let claimed: Claimed = { runs: [], snapshot: '' };
  try {
    return await deps.db.transaction(async (tx) => {
      claimed = await claimRuns(tx, claim);
      const outcome = await legTransaction(tx, deps, { claimed, now: claim.now });
      if (claimed.runs.length > 0) await deps.fault?.('before-leg-commit');
      return { ...outcome, taken: claimed.runs.length };
    });
  } catch (error) {
    const { runs } = claimed;
    if (isInfrastructure(error) || runs.length === 0) throw error;
    const flights = runs.map(({ data: { id }, fence }) => ({ id, fence }));
    if (flights.length > 1)
      return takeHalves(
        deps,
        claim,
        flights.map(({ id }) => id),
      );
    const message = error instanceof Error ? error.message : String(error);
    await stopRuns(deps.db, flights, { code: 'leg-failed', message }, claim.now);
    return { taken: 1, delivering: [], again: false };
  }
}

async function takeHalves(deps: EngineDeps, claim: Claim, ids: readonly string[]): Promise<LegsTaken> {
  const half = Math.ceil(ids.length / 2);
  const first = await takeLegs(deps, { ...claim, ids: ids.slice(0, half) });
  const second = await takeLegs(deps, { ...claim, ids: ids.slice(half) });
  return {
    taken: first.taken + second.taken,
    delivering: [...first.delivering, ...second.delivering],
    again: first.again || second.again,
  };
}

/**
 * Failures that say nothing about a run: the connection is gone, or was taken away for standing still; the server shuts
 * down, too many connections; the renderer does not start, or was closed.
 */
function isInfrastructure(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'unavailable';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return (
    /^(08|25P03|53|57P|40|55P)|^E(CONN|PIPE|TIMEDOUT|HOST|NOTFOUND)/.test(code) ||
    (error instanceof Error &&
      /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
        error.message,
      ))
  );
}
