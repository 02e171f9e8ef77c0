import { useQuery } from '@tanstack/react-query';
import type { Page, User } from '../api/answers.ts';
import { get } from '../api/client.ts';

/** All users that may be named here, read once. */
export function useUsers(): readonly User[] {
  const users = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => get<Page<User>>('/api/users?limit=200', signal),
    staleTime: 300_000,
  });
  return users.data?.items ?? [];
}

/** The name of a user; the id's beginning while it is not known. */
export function UserName({ id }: { id: string }) {
  const user = useUsers().find((candidate) => candidate.id === id);
  return <>{user ? user.name || user.email : id.slice(0, 8)}</>;
}
