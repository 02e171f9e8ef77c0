import fc from 'fast-check';
import { sealAudit } from '../../../crm/audit/seal.ts';
import { verifyAudit } from '../../../crm/audit/verify.ts';
import type { Database } from '../../../crm/database.ts';
import { createTestDatabase, type TestDatabase } from '../../harness/test-database.ts';
import { until } from '../../harness/until.ts';
import { recordsWorld } from '../records/records-world.ts';

let test_: TestDatabase;
let database: Database;
const entries = 40;

beforeAll(async () => {
  test_ = await createTestDatabase();
  database = test_.database;
  const world = recordsWorld(test_);
  await world.write(
    Array.from(
      { length: entries },
      (_, n) => ({ kind: 'create', type: 'lead', fields: { firstName: `Lead ${n}` } }) as const,
    ),
  );
});
afterAll(() => test_.drop());

/** Verifies in a transaction that tampers first and is rolled back. */
async function verdictAfter(
  tamper: (db: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<unknown>,
  anchor?: { n: number; hash: string },
) {
  let verdict: Awaited<ReturnType<typeof verifyAudit>> | undefined;
  const undone = database.transaction(async (tx) => {
    await tamper(tx);
    verdict = await verifyAudit(tx, anchor);
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  return verdict;
}

/**
 * Seals until so many entries are sealed: any transaction that the server has open, also in another database, may keep them
 * waiting for a moment. @returns how many were
 */
async function sealAll(count: number, ...sealers: (() => Promise<number>)[]): Promise<number> {
  let sealed = 0;
  await until('all are sealed', async () => {
    for (const more of await Promise.all(sealers.map((seal) => seal()))) sealed += more;
    return sealed >= count;
  });
  return sealed;
}

test('entries are sealed once, whoever seals, and the chain is good', async () => {
  const seal = () => sealAudit(database);
  expect(await sealAll(entries, seal, seal, () => sealAudit(database, { thorough: true }))).toBe(entries);
  expect(await sealAudit(database)).toBe(0);
  expect(await sealAudit(database, { thorough: true })).toBe(0);
  expect(await verifyAudit(database)).toMatchObject({
    ok: true,
    verified: entries,
    unsealed: 0,
    firstBad: null,
    head: { n: entries },
  });
});

test('an entry of a transaction that is still open is not overtaken', async () => {
  const insert = `INSERT INTO audit_entry (id, "actorType", action, "resourceType") VALUES (gen_random_uuid(), 'system', $1, 'test')`;
  await database.transaction(async (tx) => {
    await tx.query(insert, ['slow.one']);
    await database.query(insert, ['fast.one']);
    expect(await sealAudit(database)).toBe(0);
  });
  expect(await sealAll(2, () => sealAudit(database))).toBe(2);
  expect(await verifyAudit(database)).toMatchObject({ ok: true, unsealed: 0 });
});

type Tampering = { readonly name: string; readonly sql: string; readonly problem: string };
const tamperings: readonly Tampering[] = [
  {
    name: 'another actor',
    sql: `UPDATE audit_entry SET "actorId" = 'somebody else' WHERE id = $1`,
    problem: 'altered',
  },
  {
    name: 'another time',
    sql: `UPDATE audit_entry SET at = at - interval '1 second' WHERE id = $1`,
    problem: 'altered',
  },
  {
    name: 'another value',
    sql: `UPDATE audit_entry SET changes = '{"x": {"old": 1, "new": 2}}' WHERE id = $1`,
    problem: 'altered',
  },
  {
    name: 'no reason',
    sql: `UPDATE audit_entry SET cause = '[1]', "requestId" = 'x' WHERE id = $1`,
    problem: 'altered',
  },
  { name: 'deleted', sql: 'DELETE FROM audit_entry WHERE id = $1', problem: 'missing' },
  {
    name: 'deleted with its seal',
    sql: 'WITH e AS (DELETE FROM audit_entry WHERE id = $1) DELETE FROM audit_seal WHERE "entryId" = $1',
    problem: 'missing',
  },
  {
    name: 'another hash',
    sql: `UPDATE audit_seal SET hash = repeat('a', 64) WHERE "entryId" = $1`,
    problem: 'altered',
  },
  { name: 'unsealed', sql: 'DELETE FROM audit_seal WHERE "entryId" = $1', problem: 'missing' },
];

test('two hundred random tamperings are found, each at its row', async () => {
  const links = await database.query<{ n: number; entryId: string }>('SELECT n, "entryId" FROM audit_seal ORDER BY n');
  // The last entry can be cut off with its seal: the anchor is for that.
  const victims = links.slice(0, -1);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...victims),
      fc.constantFrom(...tamperings),
      async (victim, { sql, problem, name }) => {
        const verdict = await verdictAfter((tx) => tx.query(sql, [victim.entryId]));
        const isGap = name === 'deleted with its seal' || name === 'unsealed';
        expect(verdict).toMatchObject({
          ok: false,
          verified: victim.n - 1,
          firstBad: { n: isGap ? victim.n + 1 : victim.n, problem },
        });
      },
    ),
    { numRuns: 200, seed: 20_260_501 },
  );
});

test('two entries that changed places are found', async () => {
  const verdict = await verdictAfter((tx) =>
    tx.query(`WITH a AS (SELECT n, "entryId" FROM audit_seal WHERE n IN (5, 9)), gone AS (SELECT 1)
      UPDATE audit_seal s SET hash = (SELECT hash FROM audit_seal o WHERE o.n = 14 - s.n) WHERE s.n IN (5, 9)`),
  );
  expect(verdict).toMatchObject({ ok: false, firstBad: { n: 5 } });
});

test('a noted head shows that the end was cut off', async () => {
  const { head } = await verifyAudit(database);
  const cut = (tx: Database | Parameters<Parameters<Database['transaction']>[0]>[0]) =>
    tx.query(
      'WITH e AS (DELETE FROM audit_entry WHERE id = (SELECT "entryId" FROM audit_seal WHERE n = $1)) DELETE FROM audit_seal WHERE n = $1',
      [head.n],
    );
  expect(await verdictAfter(cut)).toMatchObject({ ok: true });
  expect(await verdictAfter(cut, head)).toMatchObject({ ok: false, firstBad: { n: head.n, problem: 'cut-off' } });
  expect(await verifyAudit(database, head)).toMatchObject({ ok: true });
  expect(await verifyAudit(database, { n: 3, hash: 'b'.repeat(64) })).toMatchObject({ ok: false, firstBad: { n: 3 } });
});
