import { activityInfo, heartbeat } from '@temporalio/activity';
import type { AdvanceAnswer, Advanced, AdvanceInput } from './activities.ts';
import type { Delivery } from './delivery.ts';
import type { EngineDeps } from './engine.ts';
import {
  type CarrierOutlook,
  type Claim,
  carrierOutlook,
  forgetFlight,
  mostFlights,
  noteFlight,
} from './leg/claim-runs.ts';
import { stopRuns } from './leg/stop-runs.ts';
import { type LegsTaken, takeLegs } from './leg/take-legs.ts';
import { fireScript } from './leg/test-script.ts';

/** Most runs of one leg transaction, and how long one advance goes on claiming, in ms. */
const batchSize = 100;
const budget = 2000;
/** Before asking again for runs that somebody holds, in ms. */
const heldPause = 100;
/** Runs due beyond this are shared out among lanes. */
const lanesFrom = 200;
const mostLanes = 4;

/**
 * Takes the due runs of a carrier one step further, up to 100 at a time, for 2 seconds at most: a leg transaction, then
 * the delivery of what it planned, then what those answers make due. Safe to repeat at any point. After a crash it goes
 * run by run and counts, so that one which ends the process each time is found.
 */
export async function advance(deps: EngineDeps, input: AdvanceInput): Promise<AdvanceAnswer> {
  const repeated = activityInfo().attempt > 1;
  const beat = setInterval(() => heartbeat(), 3000);
  try {
    return withBuild(
      deps,
      await advanceWithin(deps, input, { repeated, careful: repeated, deliver: deps.delivery.deliver }),
    );
  } finally {
    clearInterval(beat);
  }
}

/**
 * The legs of a carrier with one run, up to the first message: that is left to `advance`. Safe to repeat at any point; as
 * its workflow task does not tell a repetition, it always counts.
 */
export async function advanceLone(deps: EngineDeps, input: AdvanceInput): Promise<AdvanceAnswer> {
  return withBuild(deps, await advanceWithin(deps, input, { repeated: false, careful: true, deliver: null }));
}

const withBuild = ({ build }: EngineDeps, answer: Advanced): AdvanceAnswer =>
  build === undefined ? answer : { ...answer, build };

/**
 * `repeated`: after a crash, one leg at a time in the whole process, so that the next crash tells whose it is. `careful`:
 * run by run, each noted before. `deliver`: null where messages are left to somebody else.
 */
type Manner = { readonly repeated: boolean; readonly careful: boolean; readonly deliver: Delivery['deliver'] | null };

async function advanceWithin(
  deps: EngineDeps,
  { carrierId, lane, lanes, now: virtual }: AdvanceInput,
  { repeated, careful, deliver }: Manner,
): Promise<Advanced> {
  const { db } = deps;
  const began = deps.clock().getTime();
  const now = () => (virtual === undefined ? deps.clock() : new Date(virtual));
  const limit = careful ? 1 : batchSize;
  await db.query('UPDATE carrier SET "pokedAt" = NULL, "pokeSentAt" = NULL WHERE id = $1 AND "pokedAt" IS NOT NULL', [
    carrierId,
  ]);
  if (virtual !== undefined) await fireScript(deps, carrierId, now());
  for (;;) {
    const claim = { carrierId, lane, lanes, now: now(), limit };
    const legs = () => (careful ? carefulRound(deps, claim) : round(deps, claim));
    const { taken, again, delivering } = repeated ? await inTurn(legs) : await legs();
    if (delivering.length > 0 && deliver === null) return { state: 'more', lanes: 1 };
    if (delivering.length > 0) await deliver?.(delivering);
    const left = taken === limit || again;
    const spent = deps.clock().getTime() - began > budget;
    if (left && !spent) continue;
    if (left && lanes > 1) return { state: 'more', lanes };
    const outlook = await carrierOutlook(db, carrierId, now());
    if (outlook.due === 0 || lanes > 1 || spent) return answerOf(outlook);
    // Somebody holds what is due: a leg of a worker that was taken for dead, an operator.
    if (taken === 0) await new Promise((resolve) => setTimeout(resolve, heldPause));
  }
}

function answerOf({ active, due, next }: CarrierOutlook): Advanced {
  if (active === 0) return { state: 'done' };
  if (due > 0) return { state: 'more', lanes: due > lanesFrom ? Math.min(mostLanes, Math.ceil(due / batchSize)) : 1 };
  return { state: 'waiting', dueAt: next };
}

let lastTurn: Promise<unknown> = Promise.resolve();

/** One after the other, whoever asks in this process. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => undefined);
  return turn;
}

async function round(deps: EngineDeps, claim: Claim): Promise<LegsTaken> {
  const legs = await takeLegs(deps, claim);
  if (legs.taken > 0) {
    await deps.fault?.('after-leg-commit');
    deps.wakeRelay();
  }
  return legs;
}

async function carefulRound(deps: EngineDeps, claim: Claim): Promise<LegsTaken> {
  const flight = await noteFlight(deps.db, claim);
  if (flight === null) return { taken: 0, again: false, delivering: [] };
  if (flight.flights <= mostFlights) {
    const legs = await round(deps, { ...claim, ids: [flight.id] });
    if (legs.taken === 0) await forgetFlight(deps.db, flight);
    return legs;
  }
  const message = `The worker ended ${mostFlights} times while this run was in flight.`;
  await stopRuns(deps.db, [flight], { code: 'crashed', message }, claim.now);
  return { taken: 1, again: false, delivering: [] };
}
