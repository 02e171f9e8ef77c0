import { AppError } from '../../domain/errors.ts';
import { isWithin } from '../../domain/permissions/permission.ts';
import { isZone } from '../../domain/time/zone.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import { demandCalendar } from '../calendars/calendar-users.ts';
import { noteCalendarChange } from '../calendars/on-change.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { hashPassword } from './passwords.ts';
import { checkRoles, permissionsOf } from './roles.ts';

/** A user as lists show it: never with a password. */
export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly managerId: string | null;
  readonly teamId: string | null;
  readonly zone: string | null;
  /** Of their working time; that of the team, else of the company, when null. */
  readonly calendarKey: string | null;
  readonly language: string | null;
  readonly skills: readonly string[];
  readonly territories: readonly string[];
  /** Most open records of a kind that assignment gives them; null for no limit. */
  readonly capacity: number | null;
  readonly active: boolean;
  readonly createdAt: string;
};

/** What may be said about a user; `password` is stored hashed. */
export type UserInput = {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly password?: string | undefined;
  readonly roles?: readonly string[] | undefined;
  readonly managerId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly zone?: string | null | undefined;
  readonly calendarKey?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly territories?: readonly string[] | undefined;
  readonly capacity?: number | null | undefined;
  readonly active?: boolean | undefined;
};

const columns =
  'id, email, name, "roleKeys" AS roles, "managerId", "teamId", zone, "calendarKey", language, skills, territories, capacity, active, "createdAt"';

/** All users by name. */
export async function listUsers(db: Queryable): Promise<User[]> {
  return (await db.query<UserRow>(`SELECT ${columns} FROM "user" ORDER BY name, id`)).map(userOf);
}

/** One user. @throws AppError `not-found` */
export async function getUser(db: Queryable, id: string): Promise<User> {
  const [row] = await db.query<UserRow>(`SELECT ${columns} FROM "user" WHERE id = $1`, [id]);
  if (!row) throw new AppError('not-found', { detail: 'There is no such user.' });
  return userOf(row);
}

/** Adds a user with roles that the actor may hand out. */
export async function createUser(
  tx: Tx,
  { actor, input }: { actor: Person; input: UserInput & { readonly email: string; readonly name: string } },
): Promise<User> {
  const { email, name, password, roles = ['viewer'], managerId, teamId, zone, calendarKey, language } = input;
  await checkRoles(tx, actor, roles);
  await checkLinks(tx, input);
  const [row] = await tx.query<UserRow>(
    `INSERT INTO "user" (id, email, name, "passwordHash", "roleKeys", "managerId", "teamId", zone, "calendarKey", language, active, skills, territories, capacity)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (email) DO NOTHING RETURNING ${columns}`,
    [
      newId(),
      email,
      name,
      password === undefined ? null : await hashPassword(password),
      roles,
      managerId ?? null,
      teamId ?? null,
      zone ?? null,
      calendarKey ?? null,
      language ?? null,
      input.active ?? true,
      input.skills ?? [],
      input.territories ?? [],
      input.capacity ?? null,
    ],
  );
  if (!row) throw taken();
  await auditAction(tx, {
    actor,
    action: 'user.created',
    resource: { type: 'user', id: row.id },
    changes: { roles: { new: roles } },
  });
  return userOf(row);
}

/** Changes a user. Who loses a role, their password or their account is signed out; the last administrator stays. */
export async function changeUser(
  tx: Tx,
  { actor, id, input }: { actor: Person; id: string; input: UserInput },
): Promise<User> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', ['users']);
  const before = await getUser(tx, id);
  if (input.roles) await checkRoles(tx, actor, input.roles);
  // Nobody changes the account of somebody with more rights: that would be taking their rights.
  if (id !== actor.userId && !isWithin(await permissionsOf(tx, before.roles), actor.permissions)) {
    throw new AppError('forbidden', { detail: 'This user has rights that you do not have.' });
  }
  await checkLinks(tx, { ...input, id });
  const after = {
    ...before,
    ...Object.fromEntries(Object.entries(input).filter(([key, value]) => key !== 'password' && value !== undefined)),
  };
  const row = await storeUser(tx, after, input.password);
  await keepAnAdministrator(tx);
  const countsAnew = (['calendarKey', 'teamId', 'zone'] as const).some((key) => row[key] !== before[key]);
  if (countsAnew) await noteCalendarChange(tx, { kind: 'user', about: id }, actor);
  const signsOut =
    input.password !== undefined || !row.active || before.roles.some((role) => !row.roles.includes(role));
  if (signsOut) await tx.query('DELETE FROM session WHERE "userId" = $1', [id]);
  const changed = Object.keys(input).filter((key) => key !== 'password');
  await auditAction(tx, {
    actor,
    action: 'user.changed',
    resource: { type: 'user', id },
    changes: {
      fields: { new: changed },
      ...(input.roles ? { roles: { old: before.roles, new: input.roles } } : {}),
      password: { new: input.password !== undefined },
    },
  });
  return userOf(row);
}

/** @throws AppError `duplicate` where somebody else has the address */
async function storeUser(tx: Tx, after: User, password: string | undefined): Promise<UserRow> {
  const [row] = await tx.query<UserRow>(
    `UPDATE "user" SET email = $2, name = $3, "roleKeys" = $4, "managerId" = $5, "teamId" = $6, zone = $7, language = $8, active = $9,
         "passwordHash" = coalesce($10, "passwordHash"), "calendarKey" = $11, skills = $12, territories = $13,
         capacity = $14, "updatedAt" = now() WHERE id = $1
         AND NOT EXISTS (SELECT 1 FROM "user" u WHERE u.email = $2 AND u.id <> $1) RETURNING ${columns}`,
    [
      after.id,
      after.email,
      after.name,
      after.roles,
      after.managerId,
      after.teamId,
      after.zone,
      after.language,
      after.active,
      password === undefined ? null : await hashPassword(password),
      after.calendarKey,
      after.skills,
      after.territories,
      after.capacity,
    ],
  );
  if (!row) throw taken();
  return row;
}

type UserRow = Omit<User, 'createdAt'> & { createdAt: Date };

function userOf(row: UserRow): User {
  return { ...row, createdAt: row.createdAt.toISOString() };
}

function taken(): AppError {
  const message = 'There is a user with this address already.';
  return new AppError('duplicate', {
    detail: message,
    issues: [{ severity: 'error', code: 'duplicate', path: '/email', message }],
  });
}

/** @throws AppError `invalid` where what is said of a user names what is not there */
export async function checkLinks(
  db: Queryable,
  { managerId, teamId, zone, calendarKey, id }: UserInput & { readonly id?: string },
): Promise<void> {
  const refuse = (path: string, code: string, message: string): never => {
    throw new AppError('invalid', { issues: [{ severity: 'error', code, path, message }] });
  };
  if (typeof zone === 'string' && !isZone(zone))
    refuse('/zone', 'invalid-zone', 'This is no time zone like Europe/Warsaw.');
  await demandCalendar(db, calendarKey, '/calendarKey');
  if (typeof managerId === 'string') {
    if (managerId === id) refuse('/managerId', 'cycle', 'Nobody is their own manager.');
    const rows = await db.query('SELECT 1 FROM "user" WHERE id = $1', [managerId]);
    if (rows.length === 0) refuse('/managerId', 'no-such-record', 'There is no such user.');
  }
  if (typeof teamId === 'string') {
    const rows = await db.query('SELECT 1 FROM team WHERE id = $1', [teamId]);
    if (rows.length === 0) refuse('/teamId', 'no-such-record', 'There is no such team.');
  }
}

async function keepAnAdministrator(tx: Tx): Promise<void> {
  const rows = await tx.query(`SELECT 1 FROM "user" WHERE active AND 'admin' = ANY("roleKeys") LIMIT 1`);
  if (rows.length === 0) throw new AppError('conflict', { detail: 'At least one active administrator must remain.' });
}
