import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Page } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { Box } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { searchRecords } from './search-records.ts';

type Asked = { readonly id: string; readonly title: string; readonly state: string; readonly createdAt?: string };

const newest = 10;

function useTasks(id: string) {
  return useQuery({
    queryKey: ['records', 'task', 'about', id],
    enabled: useMay('task:read'),
    queryFn: ({ signal }) =>
      searchRecords({ type: 'task', where: { '==': [{ var: 'record.relatedId' }, id] }, limit: newest, signal }),
  });
}

function useAsked(id: string) {
  return useQuery({
    queryKey: ['approvals', 'about', id],
    enabled: useMay('approval:read'),
    queryFn: ({ signal }) => get<Page<Asked>>(`/api/approvals${query({ recordId: id, limit: newest })}`, signal),
  });
}

/** What people are to do and to decide about a record; nothing where there was none of it. */
export function RecordWork({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const tasks = useTasks(id).data?.items ?? [];
  const asked = useAsked(id).data?.items ?? [];
  if (tasks.length + asked.length === 0) return null;
  const taskItem = (task: RecordJson) => ({
    id: task.id,
    to: `/records/task/${task.id}`,
    state: String(task.status ?? 'open'),
    title: String(task.title ?? ''),
    at: typeof task.dueAt === 'string' ? task.dueAt : null,
  });
  const items = [
    ...asked.map(({ id: of, title, state }) => ({ id: of, to: `/approvals/${of}`, state, title, at: null })),
    ...tasks.map(taskItem),
  ];
  return (
    <Box title={t('records.work')}>
      <ul className="short-list">
        {items.map(({ id: key, to, state, title, at }) => (
          <li key={key}>
            <Chip tone={state === 'open' ? 'blue' : 'grey'}>{words.choice(state)}</Chip>
            <Link className="truncate" to={to}>
              {title}
            </Link>
            {at ? (
              <span className="short-when">
                <When at={at} />
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </Box>
  );
}
