import { scopeOf } from '../../domain/permissions/permission.ts';
import type { PermissionKey } from '../../domain/permissions/registry.ts';
import { useSession } from './session.tsx';

/** Whether the user may do something to at least some of its things: what they may never do is not offered. */
export function useMay(key: PermissionKey): boolean {
  const session = useSession();
  return session !== null && scopeOf(session.permissions, key) !== null;
}
