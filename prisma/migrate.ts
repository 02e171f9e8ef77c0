import pg from 'pg';
import { readMigrationList } from './migration-list.ts';
import { type DatabaseSchema, databaseSchemas, poolConfig } from './pool-config.ts';
import { everything, withSchemaEngine } from './schema-engine.ts';

/** Any number that nothing else locks: one process migrates, the others wait for it. */
const migrationLock = 7_223_372;

/**
 * Applies what is missing of the migrations folder to both schemas of the database, each with Prisma's own
 * `_prisma_migrations` table. Idempotent and safe to call from several processes at once.
 * @returns the names of the migrations applied now, by schema.
 */
export async function migrate({ url }: { url: string }): Promise<Record<DatabaseSchema, readonly string[]>> {
  const client = new pg.Client(
    poolConfig({ url, schema: 'public', connections: 1, applicationName: 'cadenza-migrate' }),
  );
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const applied: Record<DatabaseSchema, readonly string[]> = { public: [], sandbox: [] };
    for (const schema of databaseSchemas) {
      await client.query(`create schema if not exists ${schema}`);
      applied[schema] = await applyMissing({ client, url, schema });
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function applyMissing({
  client,
  url,
  schema,
}: {
  client: pg.Client;
  url: string;
  schema: DatabaseSchema;
}): Promise<readonly string[]> {
  const migrationsList = await readMigrationList();
  const done = await finishedMigrations(client, schema);
  if (migrationsList.migrationDirectories.every(({ path }) => done.has(path))) return [];
  return withSchemaEngine({ url, schema }, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: everything });
    return appliedMigrationNames;
  });
}

/** Asked before the engine is loaded, which takes half a second that most starts can save. */
async function finishedMigrations(client: pg.Client, schema: DatabaseSchema): Promise<Set<string>> {
  const table = `${schema}._prisma_migrations`;
  const { rows } = await client.query('select to_regclass($1) is not null as present', [table]);
  if (!rows[0]?.present) return new Set();
  const finished = await client.query(
    `select migration_name from ${table} where finished_at is not null and rolled_back_at is null`,
  );
  return new Set(finished.rows.map((row) => String(row.migration_name)));
}
