import type { Person } from '../../../crm/actor.ts';
import type { Tx } from '../../../crm/database.ts';
import { personOfKey, personOfSession } from '../../../crm/people/authenticate.ts';
import { bootstrapPeople } from '../../../crm/people/bootstrap.ts';
import { createKey, revokeKey } from '../../../crm/people/keys.ts';
import { deleteRole, saveRole } from '../../../crm/people/roles.ts';
import { hashSecret } from '../../../crm/people/secrets.ts';
import { signIn, signOut } from '../../../crm/people/sessions.ts';
import { changeUser, createUser, listUsers } from '../../../crm/people/users.ts';
import { prepareInstallation } from '../../../crm/seed/prepare-installation.ts';
import { allPermissions } from '../../../domain/permissions/permission.ts';
import { createTestDatabase, type TestDatabase } from '../../harness/test-database.ts';

let test_: TestDatabase;
let admin: Person;
const password = 'Quiet-River-42-Stone';
const apiKey = 'key-of-the-environment-1234';
const environment = { admin: { email: 'Admin@Example.test', password }, apiKey };

beforeAll(async () => {
  test_ = await createTestDatabase();
  await Promise.all(
    Array.from({ length: 5 }, () =>
      prepareInstallation(test_.database, { ...environment, seed: 'demo', now: new Date() }),
    ),
  );
  const [user] = await listUsers(test_.database);
  const id = user?.id ?? '';
  admin = { type: 'user', id, userId: id, teamId: null, permissions: allPermissions };
});
afterAll(() => test_.drop());

const count = async (table: string) =>
  (await test_.database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n;
const inTx = <T>(work: (tx: Tx) => Promise<T>) => test_.database.transaction(work);

test('five processes at once make one administrator, one key and the demo records once', async () => {
  expect(await listUsers(test_.database)).toMatchObject([{ email: 'admin@example.test', roles: ['admin'] }]);
  expect([await count('api_key'), await count('account'), await count('topic'), await count('template')]).toEqual([
    1, 3, 3, 10,
  ]);
  expect(await personOfKey(test_.database, apiKey)).toMatchObject({
    type: 'key',
    userId: admin.userId,
    permissions: allPermissions,
  });
  expect((await bootstrapPeople(test_.database, environment)).created).toBeNull();
});

test('a made-up password is told once', async () => {
  const fresh = await createTestDatabase();
  const made = await bootstrapPeople(fresh.database, {
    admin: { email: undefined, password: undefined },
    apiKey: undefined,
  });
  expect(made.created).toMatchObject({ email: 'admin@cadenza.example', password: expect.stringMatching(/^.{16}$/) });
  const session = await signIn(fresh.database, {
    email: 'admin@cadenza.example',
    password: made.created?.password ?? '',
    now: new Date(),
  });
  expect(session.userId).toBeTruthy();
  await fresh.drop();
});

test('signing in opens a session, signing out ends it; only hashes are stored', async () => {
  const session = await signIn(test_.database, { email: ' ADMIN@example.test', password, now: new Date() });
  expect(await personOfSession(test_.database, session.token)).toMatchObject({
    csrf: session.csrf,
    person: { type: 'user', userId: admin.userId },
  });
  const dump = JSON.stringify([
    await test_.database.query('SELECT * FROM session'),
    await test_.database.query('SELECT * FROM api_key'),
    await test_.database.query('SELECT * FROM "user"'),
    await test_.database.query('SELECT * FROM audit_entry'),
  ]);
  for (const secret of [session.token, apiKey, password]) expect(dump).not.toContain(secret);
  await signOut(test_.database, session.token);
  expect(await personOfSession(test_.database, session.token)).toBeNull();
});

test('a wrong password and an unknown address are refused alike', async () => {
  for (const email of ['admin@example.test', 'nobody@example.test']) {
    await expect(signIn(test_.database, { email, password: 'wrong', now: new Date() })).rejects.toMatchObject({
      code: 'wrong-credentials',
    });
  }
});

test('an expired session and an unknown key are nobody', async () => {
  const session = await signIn(test_.database, {
    email: 'admin@example.test',
    password,
    now: new Date(Date.now() - 8 * 24 * 3_600_000),
  });
  expect(await personOfSession(test_.database, session.token)).toBeNull();
  expect(await personOfKey(test_.database, 'no-such-key')).toBeNull();
});

test('a key narrows its user, and ends when it is revoked or its user is no longer active', async () => {
  const user = await inTx((tx) =>
    createUser(tx, {
      actor: admin,
      input: { email: 'sales@example.test', name: 'Sales', roles: ['sales', 'marketing'] },
    }),
  );
  const actor: Person = { ...admin, id: user.id, userId: user.id };
  const { key, secret } = await inTx((tx) => createKey(tx, { actor, name: 'narrow', roles: ['viewer'] }));
  const person = await personOfKey(test_.database, secret);
  const changing = person?.permissions.filter(({ action }) => action === 'create' || action === 'edit');
  // Everybody says when they are away.
  expect(new Set(changing?.map(({ resource, scope }) => `${resource} ${scope}`))).toEqual(new Set(['absence own']));
  const other = await inTx((tx) => createKey(tx, { actor, name: 'whole', roles: [] }));
  await inTx((tx) => revokeKey(tx, { actor, id: key.id }));
  expect(await personOfKey(test_.database, secret)).toBeNull();
  expect(await personOfKey(test_.database, other.secret)).not.toBeNull();
  await inTx((tx) => changeUser(tx, { actor: admin, id: user.id, input: { active: false } }));
  expect(await personOfKey(test_.database, other.secret)).toBeNull();
});

test('rights that are taken away are gone at the next request', async () => {
  const permissions = [{ resource: 'lead', action: 'read', scope: 'own' }] as const;
  await inTx((tx) => saveRole(tx, { actor: admin, role: { key: 'reader', name: 'Reader', permissions } }));
  const user = await inTx((tx) =>
    createUser(tx, {
      actor: admin,
      input: { email: 'reader@example.test', name: 'Reader', roles: ['reader'], password },
    }),
  );
  const session = await signIn(test_.database, { email: user.email, password, now: new Date() });
  expect((await personOfSession(test_.database, session.token))?.person.permissions).toEqual(permissions);
  await inTx((tx) => deleteRole(tx, { actor: admin, key: 'reader' }));
  expect((await personOfSession(test_.database, session.token))?.person.permissions).toEqual([]);
  expect((await listUsers(test_.database)).find(({ id }) => id === user.id)?.roles).toEqual([]);
  await inTx((tx) => changeUser(tx, { actor: admin, id: user.id, input: { password: 'Another-Password-9' } }));
  expect(await personOfSession(test_.database, session.token)).toBeNull();
});

test('nobody hands out more than they have, or changes who has more', async () => {
  const manager: Person = {
    ...admin,
    id: 'x',
    userId: '01a20120-0000-7000-8000-000000000000',
    permissions: [
      { resource: 'user', action: 'edit', scope: 'all' },
      { resource: 'lead', action: 'read', scope: 'all' },
    ],
  };
  const input = { email: 'friend@example.test', name: 'Friend' };
  await expect(
    inTx((tx) => createUser(tx, { actor: manager, input: { ...input, roles: ['admin'] } })),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    inTx((tx) => createUser(tx, { actor: admin, input: { ...input, roles: ['nobody'] } })),
  ).rejects.toMatchObject({ code: 'invalid' });
  await expect(
    inTx((tx) => changeUser(tx, { actor: manager, id: admin.userId, input: { password: 'Taken-Over-1234' } })),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    inTx((tx) => saveRole(tx, { actor: manager, role: { key: 'big', name: 'Big', permissions: allPermissions } })),
  ).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    inTx((tx) => saveRole(tx, { actor: admin, role: { key: 'viewer', name: 'Viewer', permissions: [] } })),
  ).rejects.toMatchObject({ code: 'conflict' });
});

test('the last administrator stays', async () => {
  for (const input of [{ active: false }, { roles: ['viewer'] }]) {
    await expect(inTx((tx) => changeUser(tx, { actor: admin, id: admin.userId, input }))).rejects.toMatchObject({
      code: 'conflict',
    });
  }
});

test('an address is one user', async () => {
  const again = inTx((tx) => createUser(tx, { actor: admin, input: { email: 'admin@example.test', name: 'Again' } }));
  await expect(again).rejects.toMatchObject({ code: 'duplicate', details: { issues: [{ path: '/email' }] } });
});

test('a secret is hashed the same way each time', () => {
  expect(hashSecret('a')).toBe(hashSecret('a'));
  expect(hashSecret('a')).not.toBe(hashSecret('b'));
});
