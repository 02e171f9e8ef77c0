import { scopeOf } from '../../domain/permissions/permission.ts';
import { usePeople } from '../api/use-people.ts';
import { useSession } from '../frame/session.tsx';

/** Of whom the user may say that they are away. */
export function useMayEditOf(): (userId: string) => boolean {
  const session = useSession();
  const people = usePeople().data?.items ?? [];
  const scope = session ? scopeOf(session.permissions, 'absence:edit') : null;
  return (userId) => {
    if (scope === null || session === null) return false;
    if (scope === 'all' || userId === session.user.id) return true;
    const teamId = people.find(({ id }) => id === userId)?.teamId;
    return scope === 'team' && typeof teamId === 'string' && teamId === session.user.teamId;
  };
}
