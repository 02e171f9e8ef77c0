import { builtInRoles } from '../../../domain/permissions/built-in-roles.ts';
import {
  allPermissions,
  intersect,
  isWithin,
  type Permission,
  scopeOf,
} from '../../../domain/permissions/permission.ts';
import { isPermissionKey, resources } from '../../../domain/permissions/registry.ts';

const right = (resource: string, action: string, scope: Permission['scope'] = 'all'): Permission => ({
  resource,
  action,
  scope,
});
const roleOf = (key: string) => builtInRoles.find((role) => role.key === key)?.permissions ?? [];

test('the widest scope counts', () => {
  const rights = [right('lead', 'update', 'own'), right('lead', 'update', 'team'), right('deal', 'update', 'all')];
  expect(scopeOf(rights, 'lead:update')).toBe('team');
  expect(scopeOf(rights, 'lead:delete')).toBeNull();
});

test('a star stands for everything', () => {
  expect(scopeOf(allPermissions, 'audit:verify')).toBe('all');
  expect(scopeOf([right('lead', '*', 'own')], 'lead:export')).toBe('own');
});

test('nobody hands out more than they have', () => {
  expect(isWithin([right('lead', 'read')], [right('lead', '*')])).toBe(true);
  expect(isWithin([right('lead', '*')], [right('lead', 'read')])).toBe(false);
  expect(isWithin([right('lead', 'read', 'all')], [right('lead', 'read', 'team')])).toBe(false);
  expect(isWithin(allPermissions, roleOf('manager'))).toBe(false);
});

test('a key narrows its user and never widens', () => {
  expect(intersect(roleOf('sales'), allPermissions)).toEqual(roleOf('sales'));
  expect(intersect(allPermissions, [right('lead', 'read', 'own')])).toEqual([right('lead', 'read', 'own')]);
  expect(intersect([right('lead', 'read')], [right('deal', 'read')])).toEqual([]);
  expect(intersect([right('lead', '*', 'team')], [right('*', 'update', 'all')])).toEqual([
    right('lead', 'update', 'team'),
  ]);
});

test.each(builtInRoles.map((role) => [role.key, role.permissions] as const))(
  'the rights of %s are in the registry',
  (_key, permissions) => {
    for (const { resource, action } of permissions) {
      if (resource === '*') continue;
      expect([`${resource}:${action}`, isPermissionKey(`${resource}:${action}`)]).toEqual([
        `${resource}:${action}`,
        true,
      ]);
    }
  },
);

test('only the administrator administers', () => {
  const administration = ['user:edit', 'role:edit', 'audit:read', 'settings:edit'] as const;
  for (const { key, permissions } of builtInRoles) {
    const held = administration.filter((name) => scopeOf(permissions, name) !== null);
    expect([key, held]).toEqual([key, key === 'admin' ? [...administration] : []]);
  }
});

test('the registry knows its own names only', () => {
  expect(isPermissionKey('lead:read')).toBe(true);
  for (const name of ['lead', 'lead:fly', 'constructor:name', ':']) expect(isPermissionKey(name)).toBe(false);
  expect(Object.keys(resources)).toContain('workflow');
});
