import {
  commonScope,
  permissionsFrom,
  recordActions,
  rightGroups,
  rightOfAllRecords,
  rightsFrom,
  rightsOf,
  roleKeyFor,
  scopesOf,
  spelledOut,
  withRights,
} from '../../designer/settings/role-rights.ts';
import { builtInRoles } from '../../domain/permissions/built-in-roles.ts';
import { allPermissions, isWithin } from '../../domain/permissions/permission.ts';
import { resources } from '../../domain/permissions/registry.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { messagesOf } from './messages.ts';

describe('the form of rights', () => {
  const grouped = Object.values(rightGroups).flat();

  test('shows every resource of the registry once', () => {
    expect([...recordTypeKeys, ...grouped].sort()).toEqual(Object.keys(resources).sort());
  });

  test('names every right in both languages', () => {
    const wanted = [
      ...recordActions.map((action) => `right.record.${action}`),
      ...grouped.flatMap((resource) => rightsOf(resource).map((key) => `right.${key}`)),
    ];
    for (const language of ['en', 'pl'] as const) {
      const messages = messagesOf(language);
      expect(wanted.filter((key) => messages[key] === undefined)).toEqual([]);
    }
  });

  test('all record types have the same actions', () => {
    for (const type of recordTypeKeys) expect(resources[type]).toEqual(recordActions);
  });
});

describe('rights while they are edited', () => {
  test.each(builtInRoles)('what a role may stays what it may: $key', ({ permissions }) => {
    const after = permissionsFrom(rightsFrom(permissions));
    expect(isWithin(after, permissions)).toBe(true);
    expect(isWithin(permissions, after)).toBe(true);
  });

  test('a right given twice has its widest scope', () => {
    const twice = (['own', 'all', 'team'] as const).map((scope) => ({ resource: 'lead', action: 'read', scope }));
    expect(permissionsFrom(rightsFrom(twice))).toEqual([{ resource: 'lead', action: 'read', scope: 'all' }]);
  });

  test('rights over everything stay until they are taken away, and are spelt out where they are only shown', () => {
    const rights = rightsFrom(allPermissions);
    expect(rights.others).toEqual(allPermissions);
    expect(permissionsFrom(withRights(rights, ['lead:read'], 'own'))).toContainEqual(allPermissions[0]);
    expect(spelledOut(allPermissions).scopes).toMatchObject({ 'lead:silence': 'all', 'workflow:publish': 'all' });
  });

  test('are given in a scope that means something, and taken away', () => {
    expect(scopesOf('lead:read')).toEqual(['own', 'team', 'all']);
    expect(scopesOf('run:operate')).toEqual(['own', 'team', 'all']);
    expect(scopesOf('lead:silence')).toEqual(['all']);
    expect(scopesOf('workflow:publish')).toEqual(['all']);
    const given = withRights(rightsFrom([]), ['lead:read', 'lead:silence'], 'team');
    expect(given.scopes).toEqual({ 'lead:read': 'team', 'lead:silence': 'all' });
    expect(withRights(given, ['lead:read'], null).scopes).toEqual({ 'lead:silence': 'all' });
  });

  test('those of all record types at once have a scope in common, or differ', () => {
    const keys = rightOfAllRecords('update');
    const given = withRights(rightsFrom([]), keys, 'team');
    expect(commonScope(given, keys)).toBe('team');
    expect(commonScope(withRights(given, ['deal:update'], 'own'), keys)).toBe('mixed');
    expect(commonScope(withRights(given, keys, null), keys)).toBe('none');
  });

  test('a new role has a key that the API takes, and nobody else has', () => {
    expect(roleKeyFor('Dział obsługi – Łódź', [])).toBe('dzial-obslugi-lodz');
    expect(roleKeyFor('2nd line', ['nd-line'])).toBe('nd-line-2');
    expect(roleKeyFor('Продажи', ['role'])).toBe('role-2');
    expect(roleKeyFor('x'.repeat(90), [])).toMatch(/^[a-z][a-z0-9-]{0,49}$/);
  });
});
