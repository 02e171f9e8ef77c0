import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { advance } from '../activities/advance.ts';
import type { Activities } from '../activities/activities.ts';
import { openDatabase } from '../crm/database.ts';
import { runProcess } from '../crm/run-process.ts';
import { onStop } from '../crm/stop-signal.ts';
import { createEngines } from './engine.ts';
import { startLoops } from './loops.ts';
import { taskQueues } from './relay.ts';

/** Composition root of the worker process: legs, dispatch, relay, reconciliation, sealing. */
await runProcess('worker', async ({ config, log }) => {
  const db = openDatabase({ url: config.databaseUrl, applicationName: 'cadenza-worker', connections: 20 });
  const sandbox = openDatabase({ url: config.databaseUrl, schema: 'sandbox', applicationName: 'cadenza-worker-sandbox', connections: 4 });
  Runtime.install({ shutdownSignals: [] });
  const connection = await NativeConnection.connect(config.temporal.connection);
  const client = new Client({ connection, namespace: config.temporal.namespace });
  const wakes: (() => void)[] = [];
  const engines = await createEngines({ db, sandbox, config, wakeRelay: () => wakes.forEach((wake) => wake()) });
  const loops = await startLoops({ db, sandbox, client, log, engines });
  wakes.push(loops.wakeRelays);

  const activities: Activities = { advance: (input) => advance(input.realm === 'test' ? engines.test : engines.live, input) };
  const shared = { connection, namespace: config.temporal.namespace, shutdownGraceTime: '8 seconds', shutdownForceTime: '10 seconds' } as const;
  const workers = await Promise.all([
    Worker.create({ ...shared, taskQueue: taskQueues.carriers, maxCachedWorkflows: 600, reuseV8Context: true, ...workflowCode(config.workflowBundle) }),
    Worker.create({ ...shared, taskQueue: taskQueues.interactive, activities, maxConcurrentActivityTaskExecutions: 8 }),
    Worker.create({ ...shared, taskQueue: taskQueues.bulk, activities, maxConcurrentActivityTaskExecutions: 4 }),
    Worker.create({ ...shared, taskQueue: taskQueues.test, activities, maxConcurrentActivityTaskExecutions: 2 }),
  ]);

  onStop(async (reason) => {
    log.info({ event: 'worker.stopping', reason });
    await loops.stop();
    for (const worker of workers) worker.shutdown();
  });

  log.info({ event: 'worker.running' });
  await Promise.all(workers.map((worker) => worker.run()));
  await engines.close();
  await connection.close();
  await Promise.all([db.close(), sandbox.close()]);
});

/** The built bundle, or in development the sources, which the worker bundles when it starts. */
function workflowCode(codePath: string | undefined) {
  if (codePath !== undefined) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/workflows.ts', import.meta.url)) };
}
