import { Connection } from '@temporalio/client';
import express from 'express';
import { openDatabase } from '../crm/database.ts';
import { runProcess } from '../crm/run-process.ts';
import { onStop } from '../crm/stop-signal.ts';
import { createHealthRouter } from './health.ts';

/** Composition root of the API process. */
await runProcess('api', async ({ config, log }) => {
  const database = openDatabase({ url: config.databaseUrl, applicationName: 'cadenza-api' });
  const temporal = Connection.lazy(config.temporal.connection);

  const app = express();
  app.disable('x-powered-by');
  app.use(createHealthRouter({ database, temporal }));
  const server = app.listen(config.port, () => log.info({ event: 'api.listening', port: config.port }));

  onStop(async (reason) => {
    log.info({ event: 'api.stopping', reason });
    server.close();
    server.closeAllConnections();
    await temporal.close();
    await database.close();
  });
});
