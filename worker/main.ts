import { checkDatabaseServer } from '../crm/database-server.ts';
import { runProcess } from '../crm/run-process.ts';
import { onStop } from '../crm/stop-signal.ts';
import { startWorker } from './start-worker.ts';

/** Composition root of the worker process. */
await runProcess('worker', async ({ config, log }) => {
  await checkDatabaseServer(config.databaseUrl);
  const worker = await startWorker({ config, log });
  onStop(async (reason) => {
    log.info({ event: 'worker.stopping', reason });
    await worker.stop();
  });
});
