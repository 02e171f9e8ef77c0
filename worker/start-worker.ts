import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { AdvanceInput } from '../activities/activities.ts';
import { advance, advanceLone } from '../activities/advance.ts';
import { enrollAudience } from '../activities/enroll-audience.ts';
import { guardActivities } from '../activities/guard-activities.ts';
import { withCommitPoints } from '../crm/commit-points.ts';
import type { Config } from '../crm/config.ts';
import { openDatabase } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';
import { createEngines } from './engine.ts';
import type { WorkerHooks } from './hooks.ts';
import { startLoops } from './loops.ts';
import { startMailReceiver } from './receive-mail.ts';
import { compareBeforeWork } from './restored.ts';
import { runTemporalWorkers } from './temporal-workers.ts';

/** How long a worker that stops waits for deliveries that outlast their legs, in ms. */
const lastDeliveries = 8000;

export type RunningWorker = {
  /** Ends what is under way and lets go of everything; takes at most 10 seconds. */
  readonly stop: () => Promise<void>;
};

type Options = { readonly config: Config; readonly log: Logger; readonly hooks?: WorkerHooks };

/**
 * All that a worker does: legs, dispatch, relay, reconciliation, sealing. Needs the database at once; Temporal may come
 * later, go and come back.
 */
export async function startWorker({ config, log, hooks = {} }: Options): Promise<RunningWorker> {
  const { db, sandbox, closeDatabases } = openDatabases(config);
  const connection = Connection.lazy(config.temporal.connection);
  const client = new Client({ connection, namespace: config.temporal.namespace });
  let wakeRelays = () => {};
  const engines = await createEngines({
    db,
    sandbox,
    config,
    hooks,
    wakeRelay: () => wakeRelays(),
    build: await buildOf(config.workflowBundle),
  });
  const scheduled = { ...engines.live, db: withCommitPoints(db, 'audience', hooks.fault) };
  const loops = await startLoops({ db, sandbox, client, log, engines, hooks });
  wakeRelays = loops.wakeRelays;
  const receiver = startMailReceiver({ db, config, log });
  const engineOf = ({ realm, now }: AdvanceInput) =>
    realm === 'test' ? engines.testAt(new Date(now ?? Date.now())) : engines.live;
  const workers = runTemporalWorkers({
    temporal: config.temporal,
    bundle: config.workflowBundle,
    log,
    before: compareBeforeWork({ db, client, log }),
    activities: guardActivities(
      {
        advance: (input) => advance(engineOf(input), input),
        advanceLone: (input) => advanceLone(engineOf(input), input),
        enrollAudience: (time) => enrollAudience(scheduled, time),
      },
      log,
    ),
  });
  return {
    async stop() {
      workers.stop();
      await receiver.stop();
      const patience = delay(lastDeliveries, undefined, { ref: false });
      await Promise.all([loops.stop(), workers.ended]);
      await Promise.race([engines.settled(), patience]);
      await engines.close();
      await connection.close();
      await closeDatabases();
    },
  };
}

function openDatabases({ databaseUrl: url }: Config) {
  const genericPlans = true;
  const db = openDatabase({ url, applicationName: 'cadenza-worker', connections: 20, genericPlans });
  const sandbox = openDatabase({
    url,
    schema: 'sandbox',
    applicationName: 'cadenza-worker-sandbox',
    connections: 4,
    genericPlans,
  });
  return { db, sandbox, closeDatabases: () => Promise.all([db.close(), sandbox.close()]) };
}

/** Hash of the workflow code, where it comes as one file. */
async function buildOf(bundle: string | undefined): Promise<string | undefined> {
  if (bundle === undefined) return undefined;
  return createHash('sha256')
    .update(await readFile(bundle))
    .digest('hex')
    .slice(0, 12);
}
