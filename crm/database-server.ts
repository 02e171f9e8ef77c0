import pg from 'pg';
import { poolConfig } from '../prisma/pool-config.ts';
import { ConfigError } from './config.ts';

/** The oldest PostgreSQL that Cadenza runs on: searches fold case by the collation `pg_c_utf8`, which came with it. */
export const oldestPostgres = 17;

type Server = { readonly version: string; readonly number: number; readonly encoding: string };

/** What a database server lacks to carry Cadenza, each with what would do; empty when it is fine. */
export function problemsOfServer({ version, number, encoding }: Server): string[] {
  const isOld = number < oldestPostgres * 10_000;
  return [
    ...(isOld
      ? [`DATABASE_URL names a PostgreSQL ${version} server; it should be version ${oldestPostgres} or newer`]
      : []),
    ...(encoding === 'UTF8'
      ? []
      : [`DATABASE_URL names a database with the encoding ${encoding}; create one with the encoding UTF8`]),
  ];
}

/**
 * Asks the database whether Cadenza can run on it: at the start of each process, before anything is read or written.
 * @throws ConfigError naming what it lacks; what kept it from answering otherwise
 */
export async function checkDatabaseServer(url: string): Promise<void> {
  const client = new pg.Client(poolConfig({ url, schema: 'public', connections: 1, applicationName: 'cadenza-check' }));
  await client.connect();
  try {
    const { rows } = await client.query<Server>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
              pg_encoding_to_char(encoding) AS encoding
       FROM pg_database WHERE datname = current_database()`,
    );
    const problems = rows.flatMap(problemsOfServer);
    if (problems.length > 0) throw new ConfigError(problems);
  } finally {
    await client.end();
  }
}
