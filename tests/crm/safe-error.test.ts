import { safeError } from '../../crm/safe-error.ts';
import { ownDatabase } from '../harness/own-database.ts';

const own = ownDatabase();

test.each([
  ['a value of the wrong type', `SELECT 'planted@example.test'::uuid`, []],
  [
    'a value that is there already',
    'INSERT INTO "user" (id, email, name, "roleKeys") VALUES (gen_random_uuid(), $1, $1, \'{}\'), (gen_random_uuid(), $1, $1, \'{}\')',
    ['planted@example.test'],
  ],
])('%s is logged without the value', async (_what, sql, params) => {
  const error = await own.database.query(sql, params).catch((failure: unknown) => failure);
  const logged = JSON.stringify(safeError(error));
  expect(logged).not.toContain('planted');
  expect(safeError(error)).toMatchObject({
    name: 'error',
    code: expect.stringMatching(/^\w{5}$/),
    stack: expect.stringContaining('at '),
  });
});

test.each([
  ['SQL', async () => (await own.database.models()).$queryRawUnsafe(`SELECT 'planted@example.test'::uuid`)],
  [
    'a model',
    async () =>
      (await own.database.models()).topic.create({ data: { key: 'planted', name: 'planted\0', mode: 'opt-in' } }),
  ],
])('so is what Prisma says of %s', async (_what, work) => {
  const error = await work().catch((failure: unknown) => failure);
  expect(JSON.stringify(safeError(error))).not.toContain('planted');
  expect(safeError(error)).toMatchObject({ name: 'PrismaClientKnownRequestError', code: expect.stringMatching(/^P/) });
});

test('other errors keep their message and cause', () => {
  expect(safeError(new Error('no', { cause: new TypeError('because') }))).toMatchObject({
    name: 'Error',
    message: 'no',
    cause: { name: 'TypeError', message: 'because' },
  });
  expect(safeError('text')).toEqual({ name: 'string' });
});
