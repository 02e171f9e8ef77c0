import pg from 'pg';
import type { PrismaClient } from '../prisma/generated/client.ts';
import type { BoundClient, Models } from '../prisma/models.ts';
import { type DatabaseSchema, type PoolOptions, poolConfig } from '../prisma/pool-config.ts';
import { sqlTypes } from './sql-types.ts';
import { createStatementNames } from './statement-names.ts';

/**
 * Where functions of crm/ read and write: the database itself, or a transaction whose owner called them. `query` is
 * plain SQL for sets (`$1::jsonb` with `jsonb_to_recordset`); a list or object meant as JSON is passed as text. It gives
 * bigint and numeric as numbers, `date` as `YYYY-MM-DD`, times as Date.
 */
export type Queryable = {
  readonly schema: DatabaseSchema;
  /** The same object for a database and all its transactions: what caches hang on (in a WeakMap). */
  readonly home: object;
  /** Prisma's models, which are loaded when they are first asked for. */
  models(): Promise<Omit<PrismaClient, '$transaction' | '$connect' | '$disconnect' | '$extends' | '$on'>>;
  query<T extends object>(sql: string, params?: readonly unknown[]): Promise<T[]>;
};

/** An open transaction. A failed statement spoils it, but for what a savepoint shields. */
export type Tx = Queryable & {
  readonly kind: 'transaction';
  savepoint<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

export type TransactionOptions = {
  /** Longest time of a statement, in milliseconds. */
  readonly timeout?: number;
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** How often deadlocks and serialization failures are tried in all. */
  readonly attempts?: number;
};

/** One schema of the database: `public` for production, `sandbox` for test runs. */
export type Database = Queryable & {
  readonly kind: 'database';
  /** Runs `work` in a transaction, again after a deadlock or serialization failure: it must be repeatable. */
  transaction<T>(work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** A connection of its own, for LISTEN and session locks; its user ends it. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
};

/** Opens lazily: no connection is made before the first use. */
export function openDatabase({
  url,
  schema = 'public',
  connections = 10,
  applicationName = 'cadenza',
  genericPlans = false,
}: Partial<PoolOptions> & Pick<PoolOptions, 'url'>): Database {
  const config = { ...poolConfig({ url, schema, connections, applicationName, genericPlans }), types: sqlTypes };
  const pool = new pg.Pool(config);
  // A connection that breaks, idle or in a transaction, is replaced by the pool; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let opening: Promise<Models> | undefined;
  const models = () => {
    opening ??= import('../prisma/models.ts').then(({ openModels }) => openModels(pool, schema));
    return opening;
  };
  const home = {};
  const nameOf = createStatementNames();
  const queryOf: QueryOf = (text, params) => {
    // Without parameters a text may hold several statements, which cannot be prepared.
    const name = params.length === 0 ? undefined : nameOf(text);
    return { text, values: [...params], ...(name === undefined ? {} : { name }) };
  };

  const given = { pool, schema, home, models, queryOf };
  return {
    kind: 'database',
    schema,
    home,
    models: async () => (await models()).prisma,
    query: async <T extends object>(sql: string, params: readonly unknown[] = []) =>
      (await pool.query<T>(queryOf(sql, params))).rows,
    transaction: (work, options = {}) => retried(() => attempt(given, work, options), options.attempts ?? 5),
    async connect() {
      const client = new pg.Client(config);
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    async close() {
      await (await opening)?.close();
      await pool.end();
    },
  };
}

type QueryOf = (text: string, params: readonly unknown[]) => pg.QueryConfig;
type Opening = {
  readonly pool: pg.Pool;
  readonly schema: DatabaseSchema;
  readonly home: object;
  readonly models: () => Promise<Models>;
  readonly queryOf: QueryOf;
};

/** Does work again after a deadlock or serialization failure, later each time. */
async function retried<T>(work: () => Promise<T>, attempts: number): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await work();
    } catch (error) {
      if (turn >= attempts || !isTransient(error)) throw error;
      await pause(Math.random() * 20 * 2 ** turn);
    }
  }
}

/** One transaction on a connection of its own. */
async function attempt<T>(opening: Opening, work: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
  const connection = await opening.pool.connect();
  const tx = openTx(connection, opening);
  let broken: Error | undefined;
  try {
    await begin(connection, options);
    const result = await work(tx.tx);
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    tx.end();
    connection.release(broken);
  }
}

async function begin(connection: pg.PoolClient, { isolation, timeout }: TransactionOptions): Promise<void> {
  await connection.query(isolation === undefined ? 'begin' : `begin isolation level ${isolation}`);
  if (timeout !== undefined) await connection.query(`set local statement_timeout = ${Math.ceil(timeout)}`);
}

function openTx(connection: pg.PoolClient, { schema, home, models, queryOf }: Opening): { tx: Tx; end(): void } {
  let client: Promise<BoundClient> | undefined;
  let depth = 0;
  const tx: Tx = {
    kind: 'transaction',
    schema,
    home,
    async models() {
      client ??= models().then((all) => all.take(connection));
      return (await client).prisma;
    },
    query: async <T extends object>(sql: string, params: readonly unknown[] = []) =>
      (await connection.query<T>(queryOf(sql, params))).rows,
    async savepoint(work) {
      const name = `s${depth}`;
      depth += 1;
      await connection.query(`savepoint ${name}`);
      try {
        const result = await work(tx);
        await connection.query(`release savepoint ${name}`);
        return result;
      } catch (error) {
        await connection.query(`rollback to savepoint ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
  // Whoever asked for models that cannot be had was told so.
  return { tx, end: () => void client?.then((bound) => bound.release()).catch(() => undefined) };
}

/** The SQLSTATE of a failure of plain SQL; a unique violation (23505) also where a Prisma model met it. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'P2002') return '23505';
  return /^[0-9A-Z]{5}$/.test(error.code) && !error.code.startsWith('P') ? error.code : undefined;
}

/** Whether a failure was a deadlock, a serialization failure or a lock not granted in time: worth another try. */
function isTransient(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01' || state === '55P03';
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
