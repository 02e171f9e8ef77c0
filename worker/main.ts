import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { openDatabase } from '../crm/database.ts';
import { runProcess } from '../crm/run-process.ts';
import { onStop } from '../crm/stop-signal.ts';

/** Composition root of the worker process. */
await runProcess('worker', async ({ config, log }) => {
  const database = openDatabase({ url: config.databaseUrl, applicationName: 'cadenza-worker' });
  const connection = await NativeConnection.connect(config.temporal.connection);
  const worker = await Worker.create({
    connection,
    namespace: config.temporal.namespace,
    taskQueue: 'cadenza',
    activities: { advance: async () => ({ state: 'done' }) },
    ...workflowCode(config.workflowBundle),
  });

  onStop(async (reason) => {
    log.info({ event: 'worker.stopping', reason });
    worker.shutdown();
  });

  await worker.run();
  await connection.close();
  await database.close();
});

/** The built bundle, or in development the sources, which the worker bundles when it starts. */
function workflowCode(codePath: string | undefined) {
  if (codePath !== undefined) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/workflows.ts', import.meta.url)) };
}
