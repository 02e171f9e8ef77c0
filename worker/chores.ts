import type { Client } from '@temporalio/client';
import { handOver } from '../crm/absences/hand-over.ts';
import { sealAudit } from '../crm/audit/seal.ts';
import { fillHolidays } from '../crm/calendars/fill-holidays.ts';
import { replanChanged } from '../crm/calendars/replan.ts';
import { withCommitPoints } from '../crm/commit-points.ts';
import type { Database } from '../crm/database.ts';
import { forgetOld } from '../crm/housekeeping.ts';
import type { Logger } from '../crm/log.ts';
import { expireOffers } from '../crm/offers/expire-offers.ts';
import { forgetTestRuns } from '../crm/runs/forget-test-runs.ts';
import { tellOfNobodys } from '../crm/tasks/tell-nobodys.ts';
import { releaseHeld } from '../crm/workflows/release-held.ts';
import type { Engines } from './engine.ts';
import type { WorkerHooks } from './hooks.ts';
import { type Loop, startLoop } from './loop.ts';
import { lateAfterSeconds, reconcile, reconcileTests } from './reconciler.ts';
import { compareWithCarriers } from './restored.ts';
import { endStuckCarriers } from './stuck-carriers.ts';

/** What the loops of a worker need. */
export type LoopDeps = {
  readonly db: Database;
  readonly sandbox: Database;
  readonly client: Client;
  readonly log: Logger;
  readonly engines: Pick<Engines, 'versions' | 'live' | 'refreshSettings'>;
  readonly hooks: WorkerHooks;
};

/** Between two looks of the reconciler at late carriers, in ms; no longer than a carrier may be late. */
const reconcileEvery = 15_000;
/** Offers end to the minute. */
const expireEvery = 10_000;
/** Tasks that a run waits for and nobody has. */
const nobodysEvery = 15_000;
const housekeepingEvery = 600_000;

/**
 * What is looked at from time to time: late carriers, matches that were held, settings, the audit's seal, what is old. Each
 * is a loop of its own, so that what one waits for, or fails of, keeps no other.
 * @param wakeRelays has the carriers looked at that are to be started or poked
 */
export function startChores(deps: LoopDeps, wakeRelays: () => void): readonly Loop[] {
  const { db, sandbox, log, engines, hooks } = deps;
  const at = (name: 'hand-over' | 'expiry') => withCommitPoints(db, name, hooks.fault);
  const now = () => new Date();
  const chore = (name: string, pollMs: number, work: () => Promise<unknown>) =>
    startLoop({ name, log, pollMs, round: () => work().then(() => 0) });
  let thorough = true;
  return [
    ...watchCarriers(deps, { chore, wakeRelays }),
    chore('release-held', 2000, async () => {
      const { started } = await releaseHeld(db, {
        versions: engines.versions,
        company: engines.live.settings,
        now: now(),
      });
      if (started > 0) wakeRelays();
    }),
    chore('hand-over', 5000, async () => {
      if ((await handOver(at('hand-over'), now())) > 0) wakeRelays();
    }),
    chore('tasks-of-nobody', nobodysEvery, () => tellOfNobodys(db, now())),
    chore('expire-offers', expireEvery, () =>
      expireOffers(at('expiry'), { zone: engines.live.settings.zone(), now: now() }),
    ),
    chore('settings', 5000, () => engines.refreshSettings()),
    chore('replan', 1000, async () => {
      const company = async () => {
        await engines.refreshSettings();
        return engines.live.settings;
      };
      if ((await replanChanged(db, { company, now: now() })) > 0) wakeRelays();
    }),
    chore('holidays', housekeepingEvery, () => fillHolidays(db, now())),
    chore('seal', 1000, async () => {
      await sealAudit(db, { thorough });
      thorough = false;
    }),
    chore('housekeeping', housekeepingEvery, () => forgetOld(db)),
    chore('test-housekeeping', housekeepingEvery, async () => {
      await forgetOld(sandbox);
      await forgetTestRuns(sandbox, now());
    }),
  ];
}

type Chore = (name: string, pollMs: number, work: () => Promise<unknown>) => Loop;

/** Late carriers come back from their rows, whatever Temporal's lists say or cannot say of a restored database. */
function watchCarriers(
  { db, sandbox, client, log, hooks }: LoopDeps,
  { chore, wakeRelays }: { chore: Chore; wakeRelays: () => void },
): readonly Loop[] {
  const lateAfter = hooks.lateAfterSeconds ?? lateAfterSeconds;
  const often = Math.min(reconcileEvery, lateAfter * 1000);
  const bringBack = (name: string, pollMs: number, tellLate: () => Promise<number>) =>
    chore(name, pollMs, async () => {
      const late = await tellLate();
      if (late === 0) return;
      log.warn({ event: 'reconcile.late', carriers: late });
      wakeRelays();
    });
  return [
    chore('compare-carriers', often, () => compareWithCarriers({ db, client, log })),
    bringBack('reconcile', often, () => reconcile(db, { lateAfter })),
    bringBack('stuck-carriers', often, () => endStuckCarriers({ db, client, log }, { lateAfter })),
    bringBack('test-reconcile', often, () => reconcileTests(sandbox, lateAfter)),
    bringBack('thorough-reconcile', housekeepingEvery, () => reconcile(db, { lateAfter, thorough: true })),
  ];
}
