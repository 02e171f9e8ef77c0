import type { Client } from '@temporalio/client';
import { sealAudit } from '../crm/audit/seal.ts';
import type { Database } from '../crm/database.ts';
import { forgetOld } from '../crm/housekeeping.ts';
import type { Logger } from '../crm/log.ts';
import { forgetTestRuns } from '../crm/runs/forget-test-runs.ts';
import { releaseHeld } from '../crm/workflows/release-held.ts';
import type { Engines } from './engine.ts';
import type { WorkerHooks } from './hooks.ts';
import { type Loop, startLoop } from './loop.ts';
import { lateAfterSeconds, reconcile, reconcileTests } from './reconciler.ts';
import { compareWithCarriers } from './restored.ts';

type Options = {
  readonly db: Database;
  readonly sandbox: Database;
  readonly client: Client;
  readonly log: Logger;
  readonly engines: Engines;
  readonly hooks: WorkerHooks;
  /** Has the carriers looked at that are to be started or poked. */
  readonly wakeRelays: () => void;
};

/** Between two looks of the reconciler at late carriers, in ms; no longer than a carrier may be late. */
const reconcileEvery = 15_000;

/** What is looked at from time to time: late carriers, matches that were held, settings, the audit's seal, what is old. */
export function startChores(options: Options): readonly Loop[] {
  const { db, sandbox, log, engines, hooks, wakeRelays } = options;
  const now = () => new Date();
  const chore = (name: string, pollMs: number, work: () => Promise<unknown>) =>
    startLoop({ name, log, pollMs, round: () => work().then(() => 0) });
  const lateAfter = hooks.lateAfterSeconds ?? lateAfterSeconds;
  let thorough = true;
  return [
    chore('reconcile', Math.min(reconcileEvery, lateAfter * 1000), () => bringBackLate(options, { lateAfter })),
    chore('release-held', 2000, async () => {
      const { started } = await releaseHeld(db, { versions: engines.versions, now: now() });
      if (started > 0) wakeRelays();
    }),
    chore('settings', 5000, () => engines.refreshSettings()),
    chore('seal', 1000, async () => {
      await sealAudit(db, { thorough });
      thorough = false;
    }),
    chore('housekeeping', 600_000, async () => {
      await forgetOld(db);
      await forgetOld(sandbox);
      await forgetTestRuns(sandbox, now());
      await bringBackLate(options, { lateAfter, thorough: true });
    }),
  ];
}

async function bringBackLate(
  { db, sandbox, client, log, wakeRelays }: Options,
  { lateAfter, thorough = false }: { lateAfter: number; thorough?: boolean },
): Promise<void> {
  await compareWithCarriers({ db, client, log });
  const late = (await reconcile(db, { lateAfter, thorough })) + (await reconcileTests(sandbox, lateAfter));
  if (late === 0) return;
  log.warn({ event: 'reconcile.late', carriers: late });
  wakeRelays();
}
