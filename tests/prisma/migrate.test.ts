import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { compareMigrations } from '../../prisma/compare-migrations.ts';
import { migrate } from '../../prisma/migrate.ts';
import { migrationsFolder, readMigrationList } from '../../prisma/migration-list.ts';
import { missingMigrations } from '../../prisma/migration-state.ts';
import { databaseSchemas } from '../../prisma/pool-config.ts';
import { everything, withSchemaEngine } from '../../prisma/schema-engine.ts';
import { testService } from '../harness/services.ts';
import { createTestDatabase, type TestDatabase } from '../harness/test-database.ts';

let template: TestDatabase;
let empty: { url: string; drop: () => Promise<void> };

beforeAll(async () => {
  template = await createTestDatabase();
  empty = await createEmptyDatabase();
});

afterAll(async () => {
  await template.drop();
  await empty.drop();
});

test('the migrations say what schema.prisma says', async () => {
  expect(await compareMigrations({ url: template.url })).toBe('');
});

test('an empty database gets every migration in both schemas, once', async () => {
  const names = (await readMigrationList()).migrationDirectories.map(({ path }) => path);
  expect(await migrate({ url: empty.url })).toEqual({ public: names, sandbox: names });
  expect(await migrate({ url: empty.url })).toEqual({ public: [], sandbox: [] });
});

test('several processes may migrate at once', async () => {
  const database = await createEmptyDatabase();
  const all = await Promise.all([1, 2, 3].map(() => migrate({ url: database.url })));
  expect(all.filter((applied) => applied.public.length > 0)).toHaveLength(1);
  await database.drop();
});

test('both schemas hold the same tables', async () => {
  const tables = await template.database.query<{ schema: string; columns: string }>(
    `select table_schema as schema,
            string_agg(table_name || '.' || column_name || ' ' || data_type, ',' order by table_name, column_name) as columns
       from information_schema.columns where table_schema in ('public', 'sandbox') group by 1 order by 1`,
  );
  expect(tables.map(({ schema }) => schema)).toEqual(['public', 'sandbox']);
  expect(tables[0]?.columns).toBe(tables[1]?.columns);
});

test("Prisma's own deploy finds its folder and its table: nothing is edited, nothing failed, nothing left to apply", async () => {
  const migrationsList = await readMigrationList();
  for (const schema of databaseSchemas) {
    const found = await withSchemaEngine({ url: template.url, schema }, (engine) =>
      engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: everything }),
    );
    expect(found).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    });
    const rows = await template.database.query<{ name: string; checksum: string }>(
      `select migration_name as name, checksum from ${schema}._prisma_migrations order by migration_name`,
    );
    // What it compares: the SHA-256 of each file.
    const files = migrationsList.migrationDirectories.map(({ path, migrationFile }) => ({
      name: path,
      checksum: createHash('sha256')
        .update(readFileSync(join(migrationsFolder(), path, migrationFile.path)))
        .digest('hex'),
    }));
    expect(rows).toEqual(files);
  }
  expect(migrationsList.lockfile.content).toMatch(/^provider = "postgresql"$/m);
});

test('what is missing is named by schema', async () => {
  expect(await missingMigrations((sql) => template.database.query(sql))).toEqual([]);
  await template.sandbox.query('delete from _prisma_migrations');
  const names = (await readMigrationList()).migrationDirectories.map(({ path }) => `sandbox/${path}`);
  expect(await missingMigrations((sql) => template.database.query(sql))).toEqual(names);
});

async function createEmptyDatabase() {
  const { url: serverUrl } = await testService('postgres');
  const name = `empty_${crypto.randomUUID().replaceAll('-', '')}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}
