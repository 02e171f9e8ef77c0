import { readMigrationList } from './migration-list.ts';
import { everything, readSchema, withSchemaEngine } from './schema-engine.ts';

/**
 * The SQL that is still missing between the migrations folder and schema.prisma; empty when they say the same.
 * Hand-written objects that a Prisma schema cannot express (partial and expression indexes, sequences, triggers) are
 * left alone. The SQL names no schema, so that it can be applied to any.
 * @param url an existing database on a server where an empty one may be created for the comparison
 */
export async function compareMigrations({ url }: { url: string }): Promise<string> {
  return withSchemaEngine({ url, schema: 'public' }, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await readMigrationList()) },
      to: { tag: 'schemaDatamodel', files: [await readSchema()] },
      script: true,
      exitCode: null,
      filters: everything,
    });
    return withoutSchemaNames(stdout ?? '');
  });
}

function withoutSchemaNames(sql: string): string {
  const text = sql
    .replace(/^-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n+/m, '')
    .replaceAll('"public".', '')
    .trim();
  return text === '-- This is an empty migration.' ? '' : text;
}
