import type { Json } from '../../domain/json.ts';
import { usePeople } from '../api/use-people.ts';
import { usePages } from '../elements/endless-list.tsx';
import { useSession } from '../frame/session.tsx';
import { searchRecords } from '../records/search-records.ts';

export const whoseTasks = ['mine', 'team', 'queue', 'all'] as const;
export type WhoseTasks = (typeof whoseTasks)[number];

export type TaskFilters = { readonly who: WhoseTasks; readonly queue: string; readonly closed: boolean };

const assignee = { var: 'record.assigneeId' };

/** Members of the user's team with themselves; only they where they have none. */
function useTeamIds(): readonly string[] {
  const me = useSession()?.user.id ?? '';
  const people = usePeople().data?.items ?? [];
  const team = people.find(({ id }) => id === me)?.teamId;
  return team ? [...new Set([me, ...people.filter(({ teamId }) => teamId === team).map(({ id }) => id)])].sort() : [me];
}

/** Tasks by their due times; closed ones by when they were closed, the last first. */
export function useTaskList({ who, queue, closed }: TaskFilters) {
  const me = useSession()?.user.id ?? '';
  const team = useTeamIds();
  const whose: { readonly [W in WhoseTasks]: readonly Json[] } = {
    mine: [{ '==': [assignee, me] }],
    team: [{ in: [assignee, [...team]] }],
    queue: [{ '==': [assignee, null] }, ...(queue === '' ? [] : [{ '==': [{ var: 'record.queue' }, queue] }])],
    all: [],
  };
  const where: Json = { and: [{ [closed ? '!=' : '==']: [{ var: 'record.status' }, 'open'] }, ...whose[who]] };
  return usePages(['tasks', where], (cursor, signal) =>
    searchRecords({ type: 'task', where, cursor, sort: closed ? '-updatedAt' : 'dueAt', limit: 100, signal }),
  );
}
