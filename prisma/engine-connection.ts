import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { type DatabaseSchema, poolConfig } from './pool-config.ts';

/** The database connections of the migration engine: adapter-pg, with what the engine needs beyond a client's needs. */
export class EngineConnection implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #config: pg.PoolConfig;
  readonly #schema: DatabaseSchema;
  readonly #closings: (() => Promise<void>)[] = [];

  constructor({ url, schema }: { url: string; schema: DatabaseSchema }) {
    this.#config = poolConfig({ url, schema, connections: 1, applicationName: 'cadenza-migrate' });
    this.#schema = schema;
  }

  connect(): Promise<SqlDriverAdapter> {
    return this.#open(this.#config);
  }

  /** The engine replays the migrations in an empty database of its own to compare them with the schema. */
  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const database = `cadenza_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
    await this.#runOnce(`create database ${database}`);
    this.#closings.push(() => this.#runOnce(`drop database if exists ${database} with (force)`));
    const url = new URL(this.#config.connectionString ?? '');
    url.pathname = `/${database}`;
    return this.#open({ ...this.#config, connectionString: url.href });
  }

  async close(): Promise<void> {
    for (const closing of this.#closings.reverse()) await closing();
  }

  async #runOnce(statement: string): Promise<void> {
    const client = new pg.Client(this.#config);
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  async #open(config: pg.PoolConfig): Promise<SqlDriverAdapter> {
    const pool = new pg.Pool(config);
    this.#closings.push(() => pool.end());
    return adapt(pool, this.#schema);
  }
}

/**
 * Two differences from the adapter that clients use. It cuts scripts at each semicolon, which breaks function bodies and
 * string literals: PostgreSQL takes a script whole, in one transaction, so a migration is applied whole or not at all.
 * And it refuses PostgreSQL's one-byte type "char", which the engine reads from the catalogue.
 */
async function adapt(pool: pg.Pool, schema: DatabaseSchema): Promise<SqlDriverAdapter> {
  const charColumns = markCharColumns(pool);
  const adapter = await new PrismaPg(pool, { schema }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    executeScript: async (script: string) => {
      await pool.query(script);
    },
    queryRaw: async (query: SqlQuery) => {
      const result = await queryRaw(query);
      const chars = charColumns.get(result.rows);
      const columnTypes = result.columnTypes.map((type, index) =>
        chars?.has(index) ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    },
  });
}

/** Lets the pool call "char" columns text, and remembers by the result's rows which columns those were. */
function markCharColumns(pool: pg.Pool): WeakMap<object, Set<number>> {
  const { CHAR, TEXT } = pg.types.builtins;
  const marks = new WeakMap<object, Set<number>>();
  const ask: (query: pg.QueryConfig | string) => Promise<pg.QueryResult> = pool.query.bind(pool);
  const query = async (text: pg.QueryConfig | string) => {
    const result = await ask(text);
    const fields = result.fields ?? [];
    marks.set(result.rows ?? [], new Set(fields.flatMap((field, index) => (field.dataTypeID === CHAR ? [index] : []))));
    return Object.assign(result, {
      fields: fields.map((field) => (field.dataTypeID === CHAR ? { ...field, dataTypeID: TEXT } : field)),
    });
  };
  Object.assign(pool, { query });
  return marks;
}
