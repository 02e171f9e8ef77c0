import type { Team, User } from '../api/answers.ts';
import { usePeople, useTeamList } from '../api/use-people.ts';

/** All users that may be named here. */
export const useUsers = (): readonly User[] => usePeople().data?.items ?? [];

/** All teams. */
export const useTeams = (): readonly Team[] => useTeamList().data?.items ?? [];

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
