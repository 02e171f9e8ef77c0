import type pg from 'pg';

/** `public` holds the production tables; `sandbox` is the copy of all tables that test runs live in. */
export const databaseSchemas = ['public', 'sandbox'] as const;
export type DatabaseSchema = (typeof databaseSchemas)[number];

export type PoolOptions = {
  readonly url: string;
  readonly schema: DatabaseSchema;
  readonly connections: number;
  readonly applicationName?: string;
  /** A statement is planned once, whatever its values: for a process whose statements ask by keys. */
  readonly genericPlans?: boolean;
};

/**
 * Connections see one schema only, so that unqualified SQL of a test run can never touch a production table.
 * A session that stops in the middle of a transaction (a halted process, a cut line) loses it after 15 seconds, so its
 * locks never hold up the others for longer.
 */
export function poolConfig({
  url,
  schema,
  connections,
  applicationName = 'cadenza',
  genericPlans = false,
}: PoolOptions): pg.PoolConfig {
  const address = new URL(url);
  address.searchParams.delete('schema');
  return {
    connectionString: address.href,
    max: connections,
    application_name: applicationName,
    options: `-c search_path=${schema} -c timezone=UTC${genericPlans ? ' -c plan_cache_mode=force_generic_plan' : ''}`,
    idle_in_transaction_session_timeout: 15_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
}
