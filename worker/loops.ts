import type { Client } from '@temporalio/client';
import { sealAudit } from '../crm/audit/seal.ts';
import type { Database } from '../crm/database.ts';
import { eventChannel } from '../crm/events/notify.ts';
import { forgetOld } from '../crm/housekeeping.ts';
import type { Logger } from '../crm/log.ts';
import { forgetTestRuns } from '../crm/runs/forget-test-runs.ts';
import { carrierChannel } from '../crm/runs/notify-carriers.ts';
import { releaseHeld } from '../crm/workflows/release-held.ts';
import { deliverDue } from './deliver-due.ts';
import { dispatchBatch } from './dispatch/dispatcher.ts';
import { createNonMatchSampler } from './dispatch/non-match-sampler.ts';
import { createTriggerIndex } from './dispatch/trigger-index.ts';
import type { Engines } from './engine.ts';
import type { WorkerHooks } from './hooks.ts';
import { startListener } from './listener.ts';
import { startLoop } from './loop.ts';
import { lateAfterSeconds, reconcile, reconcileTests } from './reconciler.ts';
import { relayBatch } from './relay.ts';
import { compareWithCarriers } from './restored.ts';

type Options = {
  readonly db: Database;
  readonly sandbox: Database;
  readonly client: Client;
  readonly log: Logger;
  readonly engines: Engines;
  readonly hooks: WorkerHooks;
};

/** Between two looks of the reconciler at late carriers, in ms; no longer than a carrier may be late. */
const reconcileEvery = 15_000;

/** What a worker does beside legs: dispatch, relay in both realms, messages without a run, reconciliation, settings, the audit's seal. */
export async function startLoops({ db, sandbox, client, log, engines, hooks }: Options) {
  const clock = () => new Date();
  const fault = hooks.fault ? { fault: hooks.fault } : {};
  const relay = startLoop({
    name: 'relay',
    log,
    pollMs: 1000,
    round: () => relayBatch({ db, realm: 'live', client, log, ...fault }),
  });
  const testRelay = startLoop({
    name: 'test-relay',
    log,
    pollMs: 1000,
    round: () => relayBatch({ db: sandbox, realm: 'test', client, log }),
  });
  const wakeRelays = () => {
    relay.wake();
    testRelay.wake();
  };
  const index = createTriggerIndex(engines.versions);
  const sampler = createNonMatchSampler();
  const dispatch = startLoop({
    name: 'dispatch',
    log,
    pollMs: 1000,
    round: () =>
      dispatchBatch({ db, index, sampler, versions: engines.versions, clock, wakeRelay: relay.wake, ...fault }),
  });
  const deliver = startLoop({
    name: 'deliver',
    log,
    pollMs: 1000,
    round: () => deliverDue({ db, delivery: engines.live.delivery, clock }),
  });
  const quiet = (name: string, pollMs: number, work: () => Promise<unknown>) =>
    startLoop({
      name,
      log,
      pollMs,
      round: async () => {
        await work();
        return 0;
      },
    });
  const lateAfter = hooks.lateAfterSeconds ?? lateAfterSeconds;
  let thorough = true;
  const loops = [
    dispatch,
    deliver,
    relay,
    testRelay,
    quiet('reconcile', Math.min(reconcileEvery, lateAfter * 1000), async () => {
      await compareWithCarriers({ db, client, log });
      const late = (await reconcile(db, lateAfter)) + (await reconcileTests(sandbox, lateAfter));
      if (late === 0) return;
      log.warn({ event: 'reconcile.late', carriers: late });
      wakeRelays();
    }),
    quiet('release-held', 2000, async () => {
      const { started } = await releaseHeld(db, { versions: engines.versions, now: clock() });
      if (started > 0) relay.wake();
    }),
    quiet('settings', 5000, () => engines.refreshSettings()),
    quiet('seal', 1000, async () => {
      await sealAudit(db, { thorough });
      thorough = false;
    }),
    quiet('housekeeping', 600_000, async () => {
      await forgetOld(db);
      await forgetOld(sandbox);
      await forgetTestRuns(sandbox, clock());
    }),
  ];
  const listener = await startListener({
    db,
    log,
    on: { [eventChannel]: dispatch.wake, [carrierChannel]: wakeRelays },
  });
  return {
    wakeRelays,
    stop: async () => {
      await listener.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
