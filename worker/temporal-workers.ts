import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../activities/activities.ts';
import type { Config } from '../crm/config.ts';
import type { Logger } from '../crm/log.ts';
import { taskQueues } from './relay.ts';

type Options = {
  readonly temporal: Config['temporal'];
  /** File of the built workflow code; without it the sources are bundled at each start. */
  readonly bundle: string | undefined;
  readonly activities: Activities;
  readonly log: Logger;
  /** To be done each time Temporal can be reached again, before any work is taken from it. */
  readonly before: () => Promise<unknown>;
};

export type TemporalWorkers = {
  /** Settles when all work has ended after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more work; what is under way gets 8 seconds. */
  readonly stop: () => void;
};

/**
 * The SDK ends workflow code that has not answered after 5 seconds, and a process whose code was ended so may fall with it.
 * Carriers never loop: when one is late, it is the machine that stands still. The SDK takes this option and does not name
 * it in its types.
 */
export const patientIsolate = { isolateExecutionTimeout: '5 minutes' };

/** Pauses between attempts to reach Temporal, in ms. */
const shortestPause = 500;
const longestPause = 5000;

/**
 * Takes carriers and legs from Temporal for as long as the process lives. When Temporal can't be reached, or throws the
 * workers out, they are made anew with growing pauses; all else that the process does goes on meanwhile.
 */
export function runTemporalWorkers(options: Options): TemporalWorkers {
  const { log } = options;
  const stopping = new AbortController();
  const run = async () => {
    Runtime.install({ shutdownSignals: [], logger: sdkLogger(log) });
    for (let pause = shortestPause; !stopping.signal.aborted; pause = Math.min(longestPause, pause * 2)) {
      try {
        await runOnce(options, stopping.signal, () => {
          pause = shortestPause;
        });
      } catch (error) {
        log.warn({ event: 'temporal.lost', err: error });
      }
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  return { ended: run(), stop: () => stopping.abort() };
}

/** One set of workers on one connection, until one of them fails or all are to stop. */
async function runOnce(options: Options, signal: AbortSignal, onRunning: () => void): Promise<void> {
  const connection = await NativeConnection.connect(options.temporal.connection);
  try {
    await options.before();
    const workers = await createWorkers(options, connection);
    const shutDown = () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    };
    const runs = workers.map((worker) => worker.run().finally(shutDown));
    signal.addEventListener('abort', shutDown);
    if (signal.aborted) shutDown();
    options.log.info({ event: 'worker.running' });
    onRunning();
    const results = await Promise.allSettled(runs);
    signal.removeEventListener('abort', shutDown);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  } finally {
    await connection.close().catch(() => undefined);
  }
}

function createWorkers({ temporal, bundle, activities }: Options, connection: NativeConnection): Promise<Worker[]> {
  const shared = {
    connection,
    namespace: temporal.namespace,
    shutdownGraceTime: '8 seconds',
    shutdownForceTime: '9 seconds',
  } as const;
  return Promise.all([
    Worker.create({
      ...shared,
      taskQueue: taskQueues.carriers,
      activities,
      maxConcurrentActivityTaskExecutions: 8,
      maxCachedWorkflows: 600,
      reuseV8Context: true,
      ...patientIsolate,
      ...workflowCode(bundle),
    }),
    Worker.create({ ...shared, taskQueue: taskQueues.bulk, activities, maxConcurrentActivityTaskExecutions: 4 }),
    Worker.create({ ...shared, taskQueue: taskQueues.test, activities, maxConcurrentActivityTaskExecutions: 2 }),
  ]);
}

function workflowCode(codePath: string | undefined) {
  if (codePath !== undefined) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/workflows.ts', import.meta.url)) };
}

/** The SDK's own lines among ours. It warns of each worker that has only carriers or only legs, which is how they are meant. */
function sdkLogger(log: Logger): DefaultLogger {
  return new DefaultLogger('INFO', ({ level, message, meta }) => {
    const entry = { event: 'temporal.sdk', message, taskQueue: meta?.taskQueue, err: meta?.error };
    if (level === 'ERROR') log.error(entry);
    else log.debug(entry);
  });
}
