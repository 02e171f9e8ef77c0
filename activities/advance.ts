import { activityInfo, heartbeat } from '@temporalio/activity';
import { pokeCarriers } from '../crm/runs/carriers.ts';
import { holdRestored } from '../crm/runs/restored.ts';
import type { AdvanceAnswer, Advanced, AdvanceInput } from './activities.ts';
import type { EngineDeps } from './engine.ts';
import {
  type CarrierOutlook,
  type Claim,
  carrierOutlook,
  forgetFlight,
  mostFlights,
  noteFirstCrash,
  noteFlight,
  takePoke,
} from './leg/claim-runs.ts';
import type { Delivering } from './leg/leg-transaction.ts';
import { stopRuns } from './leg/stop-runs.ts';
import { type LegsTaken, takeLegs } from './leg/take-legs.ts';
import { fireScript } from './leg/test-script.ts';

/** Most runs of one leg transaction, and how long one advance goes on claiming, in ms. */
const batchSize = 250;
const budget = 2000;
/** Before asking again for runs that somebody holds, in ms. */
const heldPause = 100;
/** How long a delivery may hold up a workflow task, in ms. */
const shortDelivery = 1500;
/** With more runs due than `lanesFrom` there is a lane for every `laneShare` of them, up to `mostLanes`. */
const lanesFrom = 200;
const laneShare = 125;
const mostLanes = 4;

/**
 * Takes the due runs of a carrier one step further, up to 250 at a time, for 2 seconds at most: a leg transaction, then
 * the delivery of what it planned, then what those answers make due. Safe to repeat at any point. After a crash, which
 * counts for all runs that it may have been, it goes run by run and counts, so that one which ends the process each time is
 * found.
 */
export async function advance(deps: EngineDeps, input: AdvanceInput): Promise<AdvanceAnswer> {
  const { attempt } = activityInfo();
  const beat = setInterval(() => heartbeat(), 3000);
  try {
    return withBuild(
      deps,
      await advanceWithin(deps, input, { attempt, lone: false, deliver: (batch) => deliverAll(deps, batch) }),
    );
  } finally {
    clearInterval(beat);
  }
}

/**
 * The same for a carrier with one run, in its workflow task, where it must be short: a delivery that takes longer goes on
 * by itself, `more` says that the rest is for `advance`, and the carrier is poked when the delivery is done. Safe to
 * repeat at any point; as a workflow task does not tell a repetition, it always counts.
 */
export async function advanceLone(deps: EngineDeps, input: AdvanceInput): Promise<AdvanceAnswer> {
  const deliver: Manner['deliver'] = (batch) => deliverShortly(deps, input.carrierId, batch);
  return withBuild(deps, await advanceWithin(deps, input, { attempt: 1, lone: true, deliver }));
}

const withBuild = ({ build }: EngineDeps, answer: AdvanceAnswer): AdvanceAnswer =>
  build === undefined ? answer : { ...answer, build };

/**
 * `attempt` after the first: after a crash, run by run, each noted before, and one leg at a time in the whole process, so
 * that the next crash tells whose it is. `lone`: its one run is noted before its first leg; where a later leg ends the
 * process, the next advance begins with that one. `deliver` says whether all of it is done.
 */
type Manner = {
  readonly attempt: number;
  readonly lone: boolean;
  readonly deliver: (batch: readonly Delivering[]) => Promise<boolean>;
};

async function advanceWithin(
  deps: EngineDeps,
  { carrierId, realm, lane, lanes, now: virtual, seen }: AdvanceInput,
  { attempt, lone, deliver }: Manner,
): Promise<AdvanceAnswer> {
  const { db } = deps;
  const began = deps.clock().getTime();
  const now = () => (virtual === undefined ? deps.clock() : new Date(virtual));
  const repeated = attempt > 1;
  const limit = repeated ? 1 : batchSize;
  const known = await takePoke(db, carrierId);
  if (realm === 'live' && seen !== undefined && !(known && known >= new Date(seen)))
    await holdRestored(db, { carriers: [carrierId], seenUntil: new Date(seen) });
  if (virtual !== undefined) await fireScript(deps, carrierId, now());
  if (attempt === 2) await noteFirstCrash(db, { carrierId, lane, lanes, now: now() });
  for (let first = true; ; first = false) {
    const claim = { carrierId, lane, lanes, now: now(), limit };
    const legs = () => (repeated || (lone && first) ? carefulRound(deps, claim) : round(deps, claim));
    const { taken, again, delivering } = repeated ? await inTurn(legs) : await legs();
    if (delivering.length > 0 && !(await deliver(delivering))) return { state: 'more', lanes: 1 };
    const left = taken === limit || again;
    const spent = deps.clock().getTime() - began > budget;
    if (left && !spent) continue;
    if (left && lanes > 1) return { state: 'more', lanes };
    const outlook = await carrierOutlook(db, carrierId, now());
    if (outlook.due === 0 || lanes > 1 || spent)
      return { ...answerOf(outlook), ...(outlook.legAt === null ? {} : { seen: outlook.legAt }) };
    // Somebody holds what is due: a leg of a worker that was taken for dead, an operator.
    if (taken === 0) await new Promise((resolve) => setTimeout(resolve, heldPause));
  }
}

function answerOf({ active, due, next }: CarrierOutlook): Advanced {
  if (active === 0) return { state: 'done' };
  if (due > 0) return { state: 'more', lanes: due > lanesFrom ? Math.min(mostLanes, Math.ceil(due / laneShare)) : 1 };
  return { state: 'waiting', dueAt: next };
}

async function deliverAll({ delivery }: EngineDeps, batch: readonly Delivering[]): Promise<true> {
  await delivery.deliver(batch);
  return true;
}

/** What has not begun to leave when the time is up stays where it is; what has is seen to its end. */
async function deliverShortly(deps: EngineDeps, carrierId: string, batch: readonly Delivering[]): Promise<boolean> {
  const over = new AbortController();
  const delivery = deps.delivery.deliver(batch, over.signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), shortDelivery);
  });
  const done = await Promise.race([delivery.then(() => true), late]).finally(() => clearTimeout(timer));
  if (done) return true;
  over.abort();
  const told = delivery
    .then(() => deps.db.transaction((tx) => pokeCarriers(tx, [carrierId])))
    .then(deps.wakeRelay)
    // What was not recorded is unknown when its lease ends; the carrier looks then by itself.
    .catch(() => undefined);
  deps.background?.(told);
  return false;
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
