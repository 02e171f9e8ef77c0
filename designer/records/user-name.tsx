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

export type Team = { readonly id: string; readonly name: string };

/** All teams, read once. */
export function useTeams(): readonly Team[] {
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => get<Page<Team>>('/api/teams?limit=200', signal),
    staleTime: 300_000,
  });
  return teams.data?.items ?? [];
}

/** The name of a user; the id's beginning while it is not known. */
export function UserName({ id }: { id: string }) {
  const user = useUsers().find((candidate) => candidate.id === id);
  return <>{user ? user.name || user.email : id.slice(0, 8)}</>;
}

/** The name of a team. */
export function TeamName({ id }: { id: string }) {
  const team = useTeams().find((candidate) => candidate.id === id);
  return <>{team?.name ?? id.slice(0, 8)}</>;
}
