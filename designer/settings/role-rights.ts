import { type Permission, type Scope, scopeOf, scopes } from '../../domain/permissions/permission.ts';
import { isPermissionKey, type PermissionKey, type Resource, resources } from '../../domain/permissions/registry.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import { keyFor } from './key-for.ts';

/** What rights other than those over records are about, in the order and groups in which they are shown. */
export const rightGroups = {
  workflows: ['workflow', 'run', 'incident', 'event', 'approval', 'absence'],
  messages: ['message', 'template', 'topic', 'consent'],
  company: [
    'settings',
    'offers',
    'pipeline',
    'field',
    'connection',
    'user',
    'team',
    'queue',
    'sla',
    'role',
    'key',
    'audit',
    'stream',
  ],
} as const satisfies Record<string, readonly Resource[]>;
export type RightGroup = keyof typeof rightGroups;

/** The actions on records, the same for each type. */
export const recordActions = resources.lead;

/** The rights of a resource, as routes name them. */
export function rightsOf(resource: Resource): readonly PermissionKey[] {
  return resources[resource].map((action) => `${resource}:${action}`).filter(isPermissionKey);
}

/** A right of every record type at once. */
export function rightOfAllRecords(action: (typeof recordActions)[number]): readonly PermissionKey[] {
  return recordTypeKeys.map((type) => `${type}:${action}` as const);
}

const silence = recordTypeKeys.map((type): PermissionKey => `${type}:silence`);
const withOwners: readonly Resource[] = [...recordTypeKeys, 'run', 'approval', 'absence'];

/** The scopes in which a right means something: what has no owner is for all. */
export function scopesOf(right: PermissionKey): readonly Scope[] {
  const owned = withOwners.some((resource) => right.startsWith(`${resource}:`));
  return owned && !silence.includes(right) ? scopes : ['all'];
}

/** The rights of a role while they are edited. */
export type Rights = {
  readonly scopes: Readonly<Partial<Record<PermissionKey, Scope>>>;
  /** Rights over everything (`*`) and over what is not known here: kept as they are until they are taken away. */
  readonly others: readonly Permission[];
};

const keyOf = ({ resource, action }: Permission) => `${resource}:${action}`;

export function rightsFrom(permissions: readonly Permission[]): Rights {
  const known = permissions.filter((permission) => isPermissionKey(keyOf(permission)));
  const keys = known.map(keyOf).filter(isPermissionKey);
  return {
    scopes: Object.fromEntries(keys.map((key) => [key, scopeOf(known, key) ?? 'own'])),
    others: permissions.filter((permission) => !known.includes(permission)),
  };
}

/** Every right spelt out, as rights over everything are shown. */
export function spelledOut(permissions: readonly Permission[]): Rights {
  const keys = Object.entries(resources).flatMap(([resource, actions]) =>
    actions.map((action) => `${resource}:${action}`).filter(isPermissionKey),
  );
  const held = keys.flatMap((key) => {
    const scope = scopeOf(permissions, key);
    return scope === null ? [] : [[key, scope] as const];
  });
  return { scopes: Object.fromEntries(held), others: [] };
}

export function permissionsFrom({ scopes: given, others }: Rights): readonly Permission[] {
  const keys = Object.keys(given).filter(isPermissionKey);
  return [...keys.flatMap((key) => permissionOf(key, given[key])), ...others];
}

/** A right in a scope, as the API takes it; nothing without a scope. */
export function permissionOf(key: PermissionKey, scope: Scope | undefined): readonly Permission[] {
  const [resource = '', action = ''] = key.split(':');
  return scope === undefined ? [] : [{ resource, action, scope }];
}

/** Gives rights in a scope, or takes them away. A scope that means nothing for one of them is the widest. */
export function withRights(rights: Rights, keys: readonly PermissionKey[], scope: Scope | null): Rights {
  const rest = Object.fromEntries(Object.entries(rights.scopes).filter(([key]) => !keys.some((one) => one === key)));
  const given = scope === null ? [] : keys.map((key) => [key, scopesOf(key).includes(scope) ? scope : 'all']);
  return { ...rights, scopes: { ...rest, ...Object.fromEntries(given) } };
}

/** The scope that rights have in common; `mixed` where they differ. */
export function commonScope({ scopes: given }: Rights, keys: readonly PermissionKey[]): Scope | 'none' | 'mixed' {
  const found = new Set(keys.map((key) => given[key] ?? 'none'));
  const [first = 'none'] = found;
  return found.size > 1 ? 'mixed' : first;
}

/** A key for a new role out of its name; none that is taken. */
export const roleKeyFor = (name: string, taken: readonly string[]) => keyFor(name, taken, 'role');
