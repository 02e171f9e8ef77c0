import { AppError } from '../domain/errors.ts';
import { type Permission, type Scope, scopeOf } from '../domain/permissions/permission.ts';
import type { PermissionKey } from '../domain/permissions/registry.ts';

/** A person who is signed in, or their API key, with the rights of this request. */
export type Person = {
  readonly type: 'user' | 'key';
  /** Of the user or of the key. */
  readonly id: string;
  readonly userId: string;
  readonly teamId: string | null;
  readonly permissions: readonly Permission[];
};

/** Who does something. Runs and the product itself may do everything; what they do is decided by who published it. */
export type Actor =
  | Person
  | { readonly type: 'run'; readonly id: string }
  | { readonly type: 'system'; readonly id: string | null };

/** The product itself, for what nobody asked for: seeds, clocks, reports of providers. */
export const systemActor: Actor = { type: 'system', id: null };

/** How far an actor may do this: null for not at all. */
export function reachOf(actor: Actor, key: PermissionKey): Scope | null {
  return 'permissions' in actor ? scopeOf(actor.permissions, key) : 'all';
}

/** @throws AppError `forbidden` for an actor without a right, whatever its reach */
export function demandRight(actor: Actor, key: PermissionKey): void {
  if (reachOf(actor, key) === null) throw new AppError('forbidden', { detail: `It needs the right ${key}.` });
}
