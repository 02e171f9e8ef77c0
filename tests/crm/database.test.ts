import { openDatabase, sqlState } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';
import { ownDatabase } from '../harness/own-database.ts';

const own = ownDatabase();

const insert = 'INSERT INTO team (id, name) VALUES ($1, $2)';

test('ids are of version 7 and strictly rise within a process', () => {
  const ids = Array.from({ length: 10_000 }, newId);
  expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('values come as JavaScript has them', async () => {
  const [row] = await own.database.query(
    `SELECT 5000000000::bigint AS big, 1.5::numeric AS number, '2026-01-31'::date AS day, '2026-01-31T10:00:00Z'::timestamptz AS time,
       '{"a":[1]}'::jsonb AS json, ARRAY['a','b'] AS list, ARRAY[1::bigint, NULL] AS numbers`,
  );
  expect(row).toEqual({
    big: 5_000_000_000,
    number: 1.5,
    day: '2026-01-31',
    time: new Date('2026-01-31T10:00:00Z'),
    json: { a: [1] },
    list: ['a', 'b'],
    numbers: [1, null],
  });
});

test.each([
  ['2026-03-29T01:59:59.999Z', '2026-03-29T01:59:59.999Z'],
  ['1999-12-31T23:59:59.1Z', '1999-12-31T23:59:59.100Z'],
  ['2028-02-29T00:00:00.02+05:30', '2028-02-28T18:30:00.020Z'],
  ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
  ['12026-01-01T00:00:00Z', '+012026-01-01T00:00:00.000Z'],
  ['2026-01-01T00:00:00.123456Z', '2026-01-01T00:00:00.123Z'],
])('the instant %s comes as %s', async (text, expected) => {
  const [row] = await own.database.query<{ at: Date }>('SELECT $1::timestamptz AS at', [text]);
  expect(row?.at.toISOString()).toBe(expected);
});

test('an instant without end comes as a number without end', async () => {
  expect(await own.database.query(`SELECT 'infinity'::timestamptz AS at`)).toEqual([{ at: Number.POSITIVE_INFINITY }]);
});

test('plain SQL and Prisma models of a transaction see each other and are rolled back together', async () => {
  const { database } = own;
  const id = newId();
  const attempt = database.transaction(async (tx) => {
    await tx.query(insert, [id, 'Sales']);
    expect(await (await tx.models()).team.findUnique({ where: { id } })).toMatchObject({ name: 'Sales' });
    await (await tx.models()).team.update({ where: { id }, data: { name: 'Service' } });
    expect(await tx.query('SELECT name FROM team WHERE id = $1', [id])).toEqual([{ name: 'Service' }]);
    throw new Error('no');
  });
  await expect(attempt).rejects.toThrow('no');
  expect(await (await database.models()).team.count({ where: { id } })).toBe(0);
});

test('a savepoint shields the transaction from a failed part', async () => {
  const [id, other] = [newId(), newId()];
  const states = await own.database.transaction(async (tx) => {
    await tx.query(insert, [id, 'One']);
    const plain = await tx.savepoint((part) => part.query(insert, [id, 'Again'])).catch(sqlState);
    const model = await tx
      .savepoint(async (part) => (await part.models()).team.create({ data: { id, name: 'Again' } }))
      .catch(sqlState);
    await tx.query(insert, [other, 'Two']);
    return [plain, model];
  });
  expect(states).toEqual(['23505', '23505']);
  expect(await own.database.query('SELECT 1 FROM team WHERE id = ANY($1)', [[id, other]])).toHaveLength(2);
});

test('deadlocks are tried again', async () => {
  const { database } = own;
  const [a, b] = [newId(), newId()];
  await database.query(`${insert}, ($3, $4)`, [a, 'A', b, 'B']);
  let bothHere = () => {};
  const both = new Promise<void>((resolve) => {
    bothHere = resolve;
  });
  let entered = 0;
  let attempts = 0;
  const swap = (first: string, second: string) =>
    database.transaction(async (tx) => {
      attempts += 1;
      await tx.query('SELECT 1 FROM team WHERE id = $1 FOR UPDATE', [first]);
      entered += 1;
      if (entered === 2) bothHere();
      await both;
      await tx.query('SELECT 1 FROM team WHERE id = $1 FOR UPDATE', [second]);
    });
  await Promise.all([swap(a, b), swap(b, a)]);
  // A second one may follow, where the one that is tried again overtakes the other.
  expect(attempts).toBeGreaterThanOrEqual(3);
});

test('a statement over its time is ended', async () => {
  const slow = own.database.transaction((tx) => tx.query('SELECT pg_sleep(10)'), { timeout: 20 });
  await expect(slow.catch(sqlState)).resolves.toBe('57014');
});

test('the sandbox schema is apart', async () => {
  const id = newId();
  await own.sandbox.query(insert, [id, 'Sandbox']);
  expect(await own.database.query('SELECT 1 FROM team WHERE id = $1', [id])).toEqual([]);
  expect(own.sandbox.schema).toBe('sandbox');
});

test('a lost connection is replaced', async () => {
  const database = openDatabase({ url: own.url, connections: 1, applicationName: 'fragile' });
  await database.query('SELECT 1');
  await own.database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fragile'`);
  const answer = () => database.query('SELECT 1 AS one').catch(() => null);
  expect((await answer()) ?? (await answer())).toEqual([{ one: 1 }]);
  await database.close();
});
