import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';
import { type DatabaseSchema, poolConfig } from './pool-config.ts';

export type { PrismaClient } from './generated/client.ts';

/** The one way to a database client. Call `$disconnect()` when done; connections are opened at first use. */
export function createPrisma({
  url,
  schema = 'public',
  connections = 10,
  applicationName = 'cadenza',
}: {
  url: string;
  schema?: DatabaseSchema;
  connections?: number;
  applicationName?: string;
}): PrismaClient {
  const adapter = new PrismaPg(poolConfig({ url, schema, connections, applicationName }), { schema });
  return new PrismaClient({ adapter });
}
