import type { PermissionKey } from './registry.ts';

/** Whose records a right reaches: those one owns, those of one's team, all. In this order each includes the one before. */
export const scopes = ['own', 'team', 'all'] as const;
export type Scope = (typeof scopes)[number];

/** A right: `*` stands for every resource or every action. */
export type Permission = { readonly resource: string; readonly action: string; readonly scope: Scope };

/** The widest scope in which the rights allow an action; null when they do not. */
export function scopeOf(permissions: readonly Permission[], key: PermissionKey): Scope | null {
  const [resource, action] = key.split(':');
  let widest = -1;
  for (const permission of permissions) {
    if (permission.resource !== '*' && permission.resource !== resource) continue;
    if (permission.action !== '*' && permission.action !== action) continue;
    widest = Math.max(widest, scopes.indexOf(permission.scope));
  }
  return scopes[widest] ?? null;
}

/** Every right there is: the engine's own, and the administrator's. */
export const allPermissions: readonly Permission[] = [{ resource: '*', action: '*', scope: 'all' }];

/** Whether every right of `inner` is within those of `outer`: nobody hands out more than they have. */
export function isWithin(inner: readonly Permission[], outer: readonly Permission[]): boolean {
  return inner.every((wanted) =>
    outer.some(
      (held) =>
        (held.resource === '*' || held.resource === wanted.resource) &&
        (held.action === '*' || held.action === wanted.action) &&
        scopes.indexOf(held.scope) >= scopes.indexOf(wanted.scope),
    ),
  );
}

/** What two sets of rights both allow: a key may narrow its user's rights, never widen them. */
export function intersect(a: readonly Permission[], b: readonly Permission[]): Permission[] {
  return a.flatMap((one) =>
    b.flatMap((other) => {
      const resource = common(one.resource, other.resource);
      const action = common(one.action, other.action);
      if (resource === null || action === null) return [];
      const scope = scopes[Math.min(scopes.indexOf(one.scope), scopes.indexOf(other.scope))] ?? 'own';
      return [{ resource, action, scope }];
    }),
  );
}

function common(a: string, b: string): string | null {
  if (a === '*') return b;
  return b === '*' || a === b ? a : null;
}
