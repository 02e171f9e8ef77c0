import { Connection } from '@temporalio/client';
import { createApp } from '../../api/app.ts';
import { asksTemporal } from '../../api/ask-temporal.ts';
import { createMetrics } from '../../api/frame/metrics.ts';
import { listen } from '../../api/listen.ts';
import { withCommitPoints } from '../../crm/commit-points.ts';
import { openDatabase } from '../../crm/database.ts';
import { runProcess } from '../../crm/run-process.ts';
import { onStop } from '../../crm/stop-signal.ts';
import { createRenderer } from '../../crm/templates/renderer.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';
import { endAtPoint } from './end-at-point.ts';
import { faultPlanSchema } from './fault-plan.ts';

/** The API over a prepared installation, with a plan (its argument, JSON) of at which commit of a request it ends itself. */
await runProcess('api', async ({ config, log }) => {
  const plan = faultPlanSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  const place = { url: config.databaseUrl, applicationName: 'cadenza-api' };
  const [db, sandbox] = [openDatabase(place), openDatabase({ ...place, schema: 'sandbox', connections: 2 })];
  const temporal = Connection.lazy(config.temporal.connection);
  const renderer = createRenderer();
  const app = createApp({
    db: withCommitPoints(db, 'request', endAtPoint(plan)),
    sandbox,
    config,
    log,
    renderer,
    askTemporal: asksTemporal(temporal),
    metrics: createMetrics(),
    versions: createVersionCache(),
    carrierLink: () => null,
    clock: () => new Date(),
  });
  const server = await listen(app, config.port);
  onStop(async () => {
    server.close();
    server.closeAllConnections();
    await renderer.close();
    await temporal.close();
    await Promise.all([db.close(), sandbox.close()]);
  });
});
