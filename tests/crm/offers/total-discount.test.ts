import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFolder } from '../../../prisma/migration-list.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const migration = join(migrationsFolder(), '20261122214338_total_discount_of_offers', 'migration.sql');
/** What it does with the rows that were there before the column. */
const fill = /^UPDATE "offer"[^;]+;/m.exec(readFileSync(migration, 'utf8'))?.[0] ?? '';

const line = (quantity: number, unitPrice: number, discountPercent: number | null = null) => ({
  description: 'Kit',
  quantity,
  unitPrice,
  discountPercent,
});

test('offers that were there already get the total discount that a write gives them', async () => {
  const given = [
    { lines: [line(2, 10_000, 10)], discountPercent: 10 },
    { lines: [line(3, 333), line(0.5, 77, 33.3333)], discountPercent: 12.5 },
    { lines: [line(1, 100, 50), line(2, 100)] },
    { lines: [line(1, 100, 90), line(-1, 90)] },
    { lines: [line(1, 100), line(-1, 90, 100)] },
    { lines: [line(1, 100), line(1, -30)] },
    { lines: [line(1, 0)], discountPercent: 5 },
    { lines: [], discountPercent: 20 },
    { total: 500 },
  ];
  for (const fields of given) await world.create('offer', { title: 'x', ...fields });
  const read = () =>
    own.database.query<{ percent: number | null }>(
      'SELECT "totalDiscountPercent" AS percent FROM offer ORDER BY "createdAt", id',
    );
  const written = await read();
  expect(written.map(({ percent }) => percent)).toEqual([19, 13.5823, 16.6667, 100, 0, 30, 5, 20, null]);
  await own.database.query('UPDATE offer SET "totalDiscountPercent" = NULL');
  await own.database.query(fill);
  expect(await read()).toEqual(written);
});
