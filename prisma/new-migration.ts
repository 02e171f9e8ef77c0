import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareMigrations } from './compare-migrations.ts';
import { migrationsFolder } from './migration-list.ts';

/** Writes the migration that takes the applied ones to schema.prisma. Arguments: its name, the URL of a scratch server. */
const [name = '', url = ''] = process.argv.slice(2);
const sql = await compareMigrations({ url });
if (sql === '') {
  process.stdout.write('The migrations say what schema.prisma says: nothing to write.\n');
} else {
  const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder(), `${stamp}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), `${sql}\n`);
  process.stdout.write(`Written: ${join(folder, 'migration.sql')}\nAppend by hand what a Prisma schema cannot say.\n`);
}
