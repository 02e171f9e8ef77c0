import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeSeries, listSeries, type SeriesChange } from '../../../crm/settings/number-series.ts';
import { storePresets } from '../../../crm/settings/stored-zone.ts';
import { AppError } from '../../../domain/errors.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';
import { migrationsFolder } from '../../../prisma/migration-list.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordOf, recordsWorld } from '../records/records-world.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const may = new Date('2026-05-01T10:00:00.000Z');

beforeEach(async () => {
  await own.database.query('DELETE FROM number_series');
  for (const table of ['offer', 'order', 'invoice']) await own.database.query(`DELETE FROM "${table}"`);
  await own.database.query(`DELETE FROM setting WHERE key IN ('company', 'presets')`);
});

const made = async (type: RecordTypeKey, now = may) => (await world.create(type, { title: 'x' }, { now })).number;
const change = (type: RecordTypeKey, given: SeriesChange, now = may) =>
  own.database.transaction((tx) => changeSeries(tx, type, given, now));
const refusal = async (type: RecordTypeKey, given: SeriesChange) => {
  const error = await change(type, given).catch((thrown: unknown) => thrown);
  return error instanceof AppError ? (error.details.issues?.[0]?.code ?? error.code) : 'taken';
};

test('a series begins as it always was, and each year anew', async () => {
  expect([await made('offer'), await made('offer'), await made('order')]).toEqual([
    'OF-2026-0001',
    'OF-2026-0002',
    'OR-2026-0001',
  ]);
  expect(await made('offer', new Date('2027-02-01T10:00:00.000Z'))).toBe('OF-2027-0001');
});

test('the year is that of the company: it begins at its midnight, and does not come back', async () => {
  const newYear = new Date('2026-12-31T23:30:00.000Z');
  await storePresets(own.database, { zone: 'Europe/Warsaw' });
  expect(await made('offer', newYear)).toBe('OF-2027-0001');
  await own.database.query(`INSERT INTO setting (key, value) VALUES ('company', '{"zone": "America/New_York"}')`);
  expect(await made('offer', newYear)).toBe('OF-2027-0002');
});

test('sixty offers at once and one that is refused leave no gap', async () => {
  const change_ = (title: string) => ({ kind: 'create', type: 'offer', fields: { title } }) as const;
  await Promise.all([
    ...Array.from({ length: 20 }, (_, n) => world.write([change_(`a${n}`), change_(`b${n}`), change_(`c${n}`)])),
    own.database
      .transaction(async (tx) => {
        await tx.query('SELECT 1');
        await changeSeries(tx, 'order', { pattern: 'X-{0000}', yearly: false }, may);
        throw new Error('taken back');
      })
      .catch(() => undefined),
  ]);
  const rows = await own.database.query<{ number: string }>('SELECT number FROM offer ORDER BY number');
  expect(rows.map(({ number }) => number)).toEqual(
    Array.from({ length: 60 }, (_, n) => `OF-2026-${String(n + 1).padStart(4, '0')}`),
  );
});

test('another pattern and another next number hold from then on; a number that is given stays', async () => {
  await made('invoice');
  const { before, after } = await change('invoice', { pattern: 'FV/{yy}/{000}', yearly: false, next: 120 });
  expect([before.sample, after.sample]).toEqual(['IN-2026-0002', 'FV/26/120']);
  expect([await made('invoice'), await made('invoice', new Date('2027-01-05T10:00:00.000Z'))]).toEqual([
    'FV/26/120',
    'FV/27/121',
  ]);
  const [given] = await world.write([{ kind: 'create', type: 'invoice', fields: { title: 'kept' } }]);
  expect(recordOf(given).number).toBe('FV/27/122');
  const [series] = (await listSeries(own.database, may)).filter(({ type }) => type === 'invoice');
  expect(series).toEqual({ type: 'invoice', pattern: 'FV/{yy}/{000}', yearly: false, next: 123, sample: 'FV/27/123' });
});

test('numbers are never given twice: a next number that is taken is refused', async () => {
  await made('offer');
  await made('offer');
  expect(await refusal('offer', { pattern: 'OF-{year}-{0000}', yearly: true, next: 2 })).toBe('number-taken');
  expect(await refusal('offer', { pattern: 'OF-{year}-{00}', yearly: true, next: 1 })).toBe('number-taken');
  expect(await refusal('offer', { pattern: 'OF-{year}-{0000}', yearly: true, next: 3 })).toBe('taken');
});

test.each([
  ['no number', 'OF-{year}', 'pattern-counter'],
  ['two numbers', '{00}-{00}-{year}', 'pattern-counter'],
  ['no year', 'OF-{0000}', 'pattern-year'],
  ['other characters', 'OF:{year}-{0000}', 'pattern-text'],
  ['an unknown place', 'OF-{year}-{month}-{0000}', 'pattern-text'],
  ['the mark of a revision', 'OF-{year}-r{0000}', 'pattern-revision'],
  ['too much', `${'O'.repeat(40)}{year}{0000}`, 'pattern-too-long'],
])('a pattern with %s is refused', async (_, pattern, code) => {
  expect(await refusal('offer', { pattern, yearly: true })).toBe(code);
});

test('numbers of an older installation go on where they were', async () => {
  await own.database.transaction(async (tx) => {
    await tx.query('CREATE SCHEMA older');
    await tx.query('SET LOCAL search_path TO older');
    await tx.query('CREATE TABLE "number_series" ("key" TEXT PRIMARY KEY, "next" INTEGER NOT NULL DEFAULT 1)');
    await tx.query(`INSERT INTO number_series VALUES ('OF-2025', 90), ('OF-2026', 18), ('CA-2026', 4)`);
    const file = join(migrationsFolder(), '20261122183000_number_series_as_data', 'migration.sql');
    for (const statement of readFileSync(file, 'utf8').split(';'))
      if (statement.trim() !== '') await tx.query(statement);
    expect(await tx.query('SELECT * FROM number_series ORDER BY key')).toEqual([
      { key: 'case', next: 4, pattern: 'CA-{year}-{0000}', yearly: true, period: 2026 },
      { key: 'offer', next: 18, pattern: 'OF-{year}-{0000}', yearly: true, period: 2026 },
    ]);
    await tx.query('DROP SCHEMA older CASCADE');
  });
});
