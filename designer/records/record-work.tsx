import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Box } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { searchRecords } from './search-records.ts';

const newest = 10;

function useTasks(id: string) {
  return useQuery({
    queryKey: ['records', 'task', 'about', id],
    enabled: useMay('task:read'),
    queryFn: ({ signal }) =>
      searchRecords({ type: 'task', where: { '==': [{ var: 'record.relatedId' }, id] }, limit: newest, signal }),
  });
}

/** What people are to do about a record; nothing where there was none of it. */
export function RecordWork({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const tasks = useTasks(id).data?.items ?? [];
  if (tasks.length === 0) return null;
  const items = tasks.map((task) => ({
    id: task.id,
    state: String(task.status ?? 'open'),
    title: String(task.title ?? ''),
    at: typeof task.dueAt === 'string' ? task.dueAt : null,
  }));
  return (
    <Box title={t('area.tasks.name')}>
      <ul className="short-list">
        {items.map(({ id: key, state, title, at }) => (
          <li key={key}>
            <Chip tone={state === 'open' ? 'blue' : 'grey'}>{words.choice(state)}</Chip>
            <Link className="truncate" to={`/records/task/${key}`}>
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
