import { rowSet } from '../../crm/row-set.ts';
import { ownDatabase } from '../harness/own-database.ts';

const own = ownDatabase();

const all = rowSet({
  id: 'uuid',
  name: 'text',
  visit: 'int',
  fence: 'bigint',
  on: 'boolean',
  at: 'timestamptz',
  detail: 'jsonb',
});

const id = '01900000-0000-7000-8000-000000000001';
const read = (rows: Parameters<typeof all.of>[0]) =>
  own.database.query(`SELECT id, name, visit, fence, "on", at, detail, n::int FROM ${all.from('$1')} r ORDER BY n`, [
    all.of(rows),
  ]);

test('a row comes back with the types of its columns, and its place', async () => {
  const at = new Date('2026-03-29T00:59:59.999Z');
  const row = { id, name: 'a "quoted" \\ ż', visit: 2, fence: 9_000_000_000, on: true, at, detail: { a: [1, null] } };
  expect(await read([row, { ...row, name: '' }])).toEqual([
    { ...row, n: 1 },
    { ...row, name: '', n: 2 },
  ]);
});

test('what a row does not have, and null, is NULL in every type', async () => {
  const nothing = { id: null, name: null, visit: null, fence: null, on: null, at: null, detail: null };
  expect(await read([{}, nothing])).toEqual([
    { ...nothing, n: 1 },
    { ...nothing, n: 2 },
  ]);
  expect(await read([])).toEqual([]);
});

test('properties that are no columns stay out', async () => {
  const [row] = await read([{ id, other: 'x' } as { id: string }]);
  expect(row).toMatchObject({ id, name: null });
  expect(row).not.toHaveProperty('other');
});
