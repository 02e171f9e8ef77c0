import { Connection } from '@temporalio/client';
import { openDatabase } from '../crm/database.ts';
import { checkDatabaseServer } from '../crm/database-server.ts';
import { runProcess } from '../crm/run-process.ts';
import { carrierWorkflowId } from '../crm/runs/carriers.ts';
import { prepareInstallation } from '../crm/seed/prepare-installation.ts';
import { onStop } from '../crm/stop-signal.ts';
import { createRenderer } from '../crm/templates/renderer.ts';
import { createVersionCache } from '../crm/workflows/versions.ts';
import { createApp } from './app.ts';
import { asksTemporal } from './ask-temporal.ts';
import type { ApiDeps } from './deps.ts';
import { createMetrics } from './frame/metrics.ts';
import { listen } from './listen.ts';

/** Composition root of the API process. */
await runProcess('api', async ({ config, log }) => {
  await checkDatabaseServer(config.databaseUrl);
  const db = openDatabase({ url: config.databaseUrl, applicationName: 'cadenza-api' });
  const sandbox = openDatabase({
    url: config.databaseUrl,
    schema: 'sandbox',
    connections: 4,
    applicationName: 'cadenza-api',
  });
  const temporal = Connection.lazy(config.temporal.connection);
  const renderer = createRenderer();

  const { admin, apiKey, seed, zone } = config;
  const { created } = await prepareInstallation(db, { admin, apiKey, seed, zone, now: new Date() });
  if (created !== null && created.password !== null) {
    // The one moment at which the password is known: it belongs to the person at the terminal, not into the log.
    process.stdout.write(`The first administrator is ${created.email} with the password ${created.password}\n`);
  }

  const {
    temporalUi,
    temporal: { namespace },
  } = config;
  const deps: ApiDeps = {
    db,
    sandbox,
    config,
    log,
    renderer,
    askTemporal: asksTemporal(temporal),
    metrics: createMetrics(),
    versions: createVersionCache(),
    carrierLink: (id) =>
      temporalUi === undefined ? null : `${temporalUi}/namespaces/${namespace}/workflows/${carrierWorkflowId(id)}`,
    clock: () => new Date(),
  };
  const app = createApp(deps);
  const server = await listen(app, config.port);
  log.info({ event: 'api.listening', port: config.port });

  onStop(async (reason) => {
    log.info({ event: 'api.stopping', reason });
    server.close();
    server.closeAllConnections();
    await renderer.close();
    await temporal.close();
    await Promise.all([db.close(), sandbox.close()]);
  });
});
