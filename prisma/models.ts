import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';
import type { DatabaseSchema } from './pool-config.ts';

/** A Prisma client that speaks on a connection somebody else holds and has begun a transaction on. */
export type BoundClient = { readonly prisma: PrismaClient; release(): void };

/** Prisma's models over a pool, and over the connections of its open transactions. */
export type Models = {
  readonly prisma: PrismaClient;
  take(connection: pg.ClientBase): BoundClient;
  close(): Promise<void>;
};

/**
 * Prisma clients are lent to open transactions, so that models and plain SQL share one connection. A client costs some
 * megabytes and tens of milliseconds, so released ones are used again: there are as many as transactions that used
 * models at the same time.
 */
export function openModels(pool: pg.Pool, schema: DatabaseSchema): Models {
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { schema }) });
  const all: PrismaClient[] = [prisma];
  const free: { readonly prisma: PrismaClient; readonly slot: BorrowedPool }[] = [];
  const open = () => {
    const slot = new BorrowedPool();
    const client = new PrismaClient({ adapter: new PrismaPg(slot) });
    all.push(client);
    return { prisma: client, slot };
  };
  return {
    prisma,
    take(connection) {
      const client = free.pop() ?? open();
      client.slot.connection = connection;
      const release = () => {
        client.slot.connection = undefined;
        free.push(client);
      };
      return { prisma: client.prisma, release };
    },
    async close() {
      await Promise.all(all.map((client) => client.$disconnect()));
    },
  };
}

/** Looks like a pool and hands everything to the one connection it was given. */
class BorrowedPool extends pg.Pool {
  connection: pg.ClientBase | undefined;
  #depth = 0;

  // The signatures of pg are overloaded beyond what an override can repeat; the adapter calls both in one form only.
  override query: pg.Pool['query'] = ((config: pg.QueryConfig) => this.held().query(config)) as pg.Pool['query'];
  override connect: pg.Pool['connect'] = (async () => this.nested()) as pg.Pool['connect'];

  private held(): pg.ClientBase {
    if (this.connection === undefined) throw new Error('The transaction of this Prisma client has ended.');
    return this.connection;
  }

  /** Prisma's own transactions (some writes open one) become savepoints of the transaction under way. */
  private nested(): unknown {
    const held = this.held();
    const savepoint = `prisma_${this.#depth}`;
    this.#depth += 1;
    const nestedSql: Record<string, string> = {
      BEGIN: `SAVEPOINT ${savepoint}`,
      COMMIT: `RELEASE SAVEPOINT ${savepoint}`,
      ROLLBACK: `ROLLBACK TO SAVEPOINT ${savepoint}`,
    };
    return {
      query: (config: pg.QueryConfig) => held.query({ ...config, text: nestedSql[config.text] ?? config.text }),
      release: () => {
        this.#depth -= 1;
      },
      on: () => undefined,
      removeListener: () => undefined,
    };
  }
}
