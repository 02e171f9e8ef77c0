import type { Connection } from '@temporalio/client';
import { Router } from 'express';
import type { Database } from '../crm/database.ts';
import { missingMigrations } from '../prisma/migration-state.ts';

/** `/healthz`: the process lives. `/readyz`: database, migrations and Temporal are good; otherwise 503 and what is not. */
export function createHealthRouter({ database, temporal }: { database: Database; temporal: Connection }): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const problems = await findProblems({ database, temporal });
    response
      .status(problems.length === 0 ? 200 : 503)
      .json({ status: problems.length === 0 ? 'ready' : 'not ready', problems });
  });
  return router;
}

async function findProblems({ database, temporal }: { database: Database; temporal: Connection }): Promise<string[]> {
  const migrations = missingMigrations((sql) => database.query(sql)).then(
    (missing) => missing.map((name) => `migration ${name} is not applied`),
    () => ['the database does not answer, or was never migrated'],
  );
  const server = temporal
    .withDeadline(Date.now() + 2000, () => temporal.workflowService.getSystemInfo({}))
    .then(
      () => [],
      () => ['Temporal does not answer'],
    );
  return (await Promise.all([migrations, server])).flat();
}
