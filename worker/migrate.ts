import { checkDatabaseServer } from '../crm/database-server.ts';
import { runProcess } from '../crm/run-process.ts';
import { migrate } from '../prisma/migrate.ts';

/** Composition root of `npm run migrate`: applies the migrations to both schemas of the database. */
await runProcess('migrate', async ({ config, log }) => {
  await checkDatabaseServer(config.databaseUrl);
  const applied = await migrate({ url: config.databaseUrl });
  log.info({ event: 'migrate.done', applied });
});
