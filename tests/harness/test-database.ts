import pg from 'pg';
import { type Database, openDatabase } from '../../crm/database.ts';
import { testService } from './services.ts';

/** A database of a test file's own, with all tables and nothing in them. */
export type TestDatabase = {
  readonly url: string;
  /** Schema `public`. */
  readonly database: Database;
  /** Schema `sandbox`. */
  readonly sandbox: Database;
  drop(): Promise<void>;
};

/** Copies the migrated template; call `drop()` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await testService('postgres');
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  await runOnce(server.url, `create database ${name} template cadenza strategy file_copy`);
  const address = new URL(server.url);
  address.pathname = `/${name}`;
  const url = address.href;
  const database = openDatabase({ url, connections: 8, applicationName: 'test' });
  const sandbox = openDatabase({ url, schema: 'sandbox', connections: 4, applicationName: 'test' });
  return {
    url,
    database,
    sandbox,
    async drop() {
      await Promise.all([database.close(), sandbox.close()]);
      await runOnce(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function runOnce(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
