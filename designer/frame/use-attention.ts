import { useLocalStorage } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Message, Page } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { useMyApprovals, useWaitingApprovals } from '../approvals/use-approvals.ts';
import { useNow } from '../elements/use-now.ts';
import { searchRecords } from '../records/search-records.ts';
import { useSession } from './session.tsx';
import { useIncidents, useProblems } from './use-incidents.ts';
import { useMay } from './use-may.ts';

const minute = 60_000;

type MyTasks = { readonly count: number; readonly tasks: readonly RecordJson[]; readonly overdue: number };

/** Open tasks of the user: those due first, then those without a date. */
export function useMyTasks(): MyTasks {
  const now = useNow();
  const me = useSession()?.user.id ?? '';
  const may = useMay('task:read');
  const found = useQuery({
    queryKey: ['attention', 'tasks', me],
    enabled: may && me !== '',
    refetchInterval: minute,
    queryFn: ({ signal }) =>
      searchRecords({
        type: 'task',
        where: { and: [{ '==': [{ var: 'record.assigneeId' }, me] }, { '==': [{ var: 'record.status' }, 'open'] }] },
        sort: 'dueAt',
        limit: 200,
        signal,
      }),
  });
  const tasks = found.data?.items ?? [];
  const overdue = tasks.filter(({ dueAt }) => typeof dueAt === 'string' && Date.parse(dueAt) < now).length;
  return { count: found.data?.total ?? tasks.length, tasks, overdue };
}

/** What workflows told the user in the app, newest first, and how much of it came since they last looked. */
function useNotifications(): {
  readonly notifications: readonly Message[];
  readonly unseen: number;
  readonly markSeen: () => void;
} {
  const me = useSession()?.user.id ?? '';
  const may = useMay('message:read');
  const [seen, setSeen] = useLocalStorage({ key: `cadenza-seen-${me}`, defaultValue: '' });
  const found = useQuery({
    queryKey: ['attention', 'notifications', me],
    enabled: may && me !== '',
    refetchInterval: minute,
    queryFn: ({ signal }) => get<Page<Message>>(`/api/messages${query({ channel: 'app', to: me, limit: 20 })}`, signal),
  });
  const notifications = found.data?.items ?? [];
  return {
    notifications,
    unseen: notifications.filter(({ createdAt }) => createdAt > seen).length,
    markSeen: () => {
      const newest = notifications[0]?.createdAt;
      if (newest && newest > seen) setSeen(newest);
    },
  };
}

/** Everything that waits for the user: stopped runs, what else went wrong, approvals, tasks, and notifications not looked at yet. */
export function useAttention() {
  const incidents = useIncidents();
  const problems = useProblems();
  const approvals = { count: useWaitingApprovals().open, newest: useMyApprovals(5) };
  const tasks = useMyTasks();
  const told = useNotifications();
  const count = incidents.count + problems.length + approvals.count + tasks.count + told.unseen;
  return { incidents, problems, approvals, tasks, told, count };
}
