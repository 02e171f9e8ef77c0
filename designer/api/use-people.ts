import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page, Role, Team, User } from './answers.ts';
import { get } from './client.ts';

/** Everybody who has an account, by name. */
export const usePeople = () => useList<User>('users');

export const useTeamList = () => useList<Team>('teams');

export const useRoles = () => useList<Role>('roles');

function useList<T>(name: 'users' | 'teams' | 'roles') {
  return useQuery({
    queryKey: [name],
    queryFn: ({ signal }) => get<Page<T>>(`/api/${name}?limit=200`, signal),
    staleTime: 300_000,
  });
}

const changed = ['users', 'teams', 'roles', 'keys', 'me', 'calendars', 'queues', 'currencies'] as const;

/** A change of who may do what: users, teams, roles, keys; lists that name them are read again. */
export function usePeopleChange<In, Out>(change: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(changed.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
