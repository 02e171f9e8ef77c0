import { AppError, type Issue } from '../../domain/errors.ts';
import { builtInRoles, isBuiltInRole } from '../../domain/permissions/built-in-roles.ts';
import { isWithin, type Permission } from '../../domain/permissions/permission.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';

export type Role = {
  readonly key: string;
  readonly name: string;
  readonly builtIn: boolean;
  readonly permissions: readonly Permission[];
};

/** Built-in roles, then one's own by key. */
export async function listRoles(db: Queryable): Promise<Role[]> {
  const own = await db.query<Omit<Role, 'builtIn'>>('SELECT key, name, permissions FROM role ORDER BY key');
  return [
    ...builtInRoles.map((role) => ({ ...role, builtIn: true })),
    ...own.map((role) => ({ ...role, builtIn: false })),
  ];
}

/** The rights of a set of roles; a role that no longer exists gives none. */
export async function permissionsOf(db: Queryable, roleKeys: readonly string[]): Promise<readonly Permission[]> {
  const builtIn = builtInRoles.filter(({ key }) => roleKeys.includes(key)).flatMap(({ permissions }) => permissions);
  const own = roleKeys.filter((key) => !isBuiltInRole(key));
  if (own.length === 0) return builtIn;
  const rows = await db.query<{ permissions: Permission[] }>(
    'SELECT permissions FROM role WHERE key = ANY($1::text[])',
    [own],
  );
  return [...builtIn, ...rows.flatMap(({ permissions }) => permissions)];
}

/** Refuses roles that do not exist, and roles with more rights than the one who hands them out has. */
export async function checkRoles(db: Queryable, actor: Person, roleKeys: readonly string[]): Promise<void> {
  const known = new Map((await listRoles(db)).map((role) => [role.key, role]));
  const issues = roleKeys.flatMap((key, index): Issue[] => {
    const role = known.get(key);
    const path = `/roles/${index}`;
    if (!role) return [{ severity: 'error', code: 'not-in-list', path, message: `There is no role "${key}".` }];
    if (isWithin(role.permissions, actor.permissions)) return [];
    return [
      {
        severity: 'error',
        code: 'forbidden',
        path,
        message: `The role "${key}" has rights that you do not have.`,
      },
    ];
  });
  if (issues.some(({ code }) => code === 'forbidden')) throw new AppError('forbidden', { issues });
  if (issues.length > 0) throw new AppError('invalid', { issues });
}

/** Creates or replaces one of one's own roles, with rights that the actor has too. */
export async function saveRole(tx: Tx, { actor, role }: { actor: Person; role: Omit<Role, 'builtIn'> }): Promise<Role> {
  if (isBuiltInRole(role.key)) throw new AppError('conflict', { detail: 'Built-in roles cannot be changed.' });
  if (!isWithin(role.permissions, actor.permissions)) {
    throw new AppError('forbidden', { detail: 'A role cannot have rights that you do not have.' });
  }
  await tx.query(
    `INSERT INTO role (key, name, permissions) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, permissions = excluded.permissions`,
    [role.key, role.name, JSON.stringify(role.permissions)],
  );
  await auditAction(tx, {
    actor,
    action: 'role.saved',
    resource: { type: 'role', id: role.key },
    changes: { permissions: { new: role.permissions } },
  });
  return { ...role, builtIn: false };
}

/**
 * Deletes one of one's own roles; who had it loses its rights at the next request, and does not get those of another role
 * that takes its key.
 */
export async function deleteRole(tx: Tx, { actor, key }: { actor: Person; key: string }): Promise<void> {
  if (isBuiltInRole(key)) throw new AppError('conflict', { detail: 'Built-in roles cannot be deleted.' });
  const rows = await tx.query('DELETE FROM role WHERE key = $1 RETURNING key', [key]);
  if (rows.length === 0) throw new AppError('not-found', { detail: `There is no role "${key}".` });
  await tx.query('UPDATE "user" SET "roleKeys" = array_remove("roleKeys", $1) WHERE $1 = ANY("roleKeys")', [key]);
  await auditAction(tx, { actor, action: 'role.deleted', resource: { type: 'role', id: key } });
}
