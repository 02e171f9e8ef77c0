import type { UserRef } from '../../domain/steps/effect.ts';
import type { Queryable } from '../database.ts';

type User = { readonly id: string; readonly roles: readonly string[]; readonly teamId: string | null };
type Team = { readonly id: string; readonly name: string; readonly leadId: string | null };

/** Says which active users a reference means now; undefined where that depends on the record. */
export async function whoIsThere(db: Queryable): Promise<(ref: UserRef) => readonly string[] | undefined> {
  const users = await db.query<User>('SELECT id, "roleKeys" AS roles, "teamId" FROM "user" WHERE active ORDER BY id');
  const teams = await db.query<Team>('SELECT id, name, "leadId" FROM team');
  const queues = await db.query<{ key: string; members: string[] }>('SELECT key, members FROM queue');
  const those = (is: (user: User) => boolean) => users.filter(is).map(({ id }) => id);
  const named = (name: unknown) => teams.filter((team) => team.id === name || team.name === name);
  return ({ user, role, team, teamLead, queue }) => {
    if (typeof user === 'string') return those(({ id }) => id === user);
    if (typeof role === 'string') return those(({ roles }) => roles.includes(role));
    if (team !== undefined) return those(({ teamId }) => named(team).some(({ id }) => id === teamId));
    if (teamLead !== undefined) return those(({ id }) => named(teamLead).some(({ leadId }) => leadId === id));
    if (queue === undefined) return undefined;
    return those(({ id }) => queues.some(({ key, members }) => key === queue && members.includes(id)));
  };
}
