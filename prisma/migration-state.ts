import { readMigrationList } from './migration-list.ts';
import { databaseSchemas } from './pool-config.ts';

/**
 * The migrations that a schema of the database still lacks, as `schema/name`; empty when all is applied. Meant for the
 * readiness check.
 */
export async function missingMigrations(
  query: (sql: string) => Promise<readonly { schema: string; name: string }[]>,
): Promise<readonly string[]> {
  const { migrationDirectories } = await readMigrationList();
  const tables = databaseSchemas.map(
    (schema) =>
      `select '${schema}' as schema, migration_name as name from ${schema}._prisma_migrations
       where finished_at is not null and rolled_back_at is null`,
  );
  const done = new Set((await query(tables.join(' union all '))).map(({ schema, name }) => `${schema}/${name}`));
  return databaseSchemas
    .flatMap((schema) => migrationDirectories.map(({ path }) => `${schema}/${path}`))
    .filter((wanted) => !done.has(wanted));
}
