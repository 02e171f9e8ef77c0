import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight } from '@mantine/spotlight';
import { IconSearch, IconSitemap } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { titleOf } from '../../domain/records/record-types.ts';
import type { Page, Workflow } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { useWords } from '../i18n/words.ts';
import { RecordIcon } from '../records/record-icon.tsx';
import { searchRecords } from '../records/search-records.ts';
import { areas } from './areas.ts';

const searchedTypes = ['lead', 'contact', 'account', 'deal', 'offer', 'case'] as const;

/** Records of the everyday types whose name, address or number holds the text. */
async function findRecords(text: string, signal: AbortSignal): Promise<readonly RecordJson[]> {
  const pages = await Promise.all(
    searchedTypes.map((type) => searchRecords({ type, text, limit: 4, signal }).catch(() => null)),
  );
  return pages.flatMap((page) => page?.items ?? []);
}

/** Enter opens the first result when none is chosen: results that came later are not chosen by themselves. */
function openFirst(event: KeyboardEvent): void {
  const list = event.key === 'Enter' ? document.querySelector('.mantine-Spotlight-actionsList') : null;
  if (list && !list.querySelector('[data-selected]')) list.querySelector<HTMLElement>('[data-action]')?.click();
}

/** What a text finds: pages and workflows by their names, records by what identifies them. */
function useFound(text: string) {
  const { t } = useTranslation();
  const [wanted] = useDebouncedValue(text.trim(), 200);
  const workflows = useQuery({
    queryKey: ['workflows', 'search'],
    queryFn: ({ signal }) => get<Page<Workflow>>('/api/workflows?limit=200', signal),
    enabled: wanted !== '',
  });
  const records = useQuery({
    queryKey: ['records', 'search', wanted],
    queryFn: ({ signal }) => findRecords(wanted, signal),
    enabled: wanted.length >= 2,
  });
  const has = (name: string) => name.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase());
  const named = (workflows.data?.items ?? []).filter(({ name, key }) => has(name) || has(key));
  return {
    areas: areas.filter((area) => has(t(`area.${area.key}.name`))),
    workflows: wanted === '' ? [] : named.slice(0, 6),
    records: wanted.length >= 2 ? (records.data ?? []) : [],
    searching: records.isFetching,
  };
}

/** Results of a kind under its name; nothing without any. */
function Results<T>({
  label,
  items,
  children,
}: {
  label: string;
  items: readonly T[];
  children: (item: T) => ReactNode;
}) {
  return items.length > 0 ? <Spotlight.ActionsGroup label={label}>{items.map(children)}</Spotlight.ActionsGroup> : null;
}

function FoundList({ text }: { text: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const navigate = useNavigate();
  const found = useFound(text);
  const nothing = found.areas.length + found.workflows.length + found.records.length === 0;
  return (
    <Spotlight.ActionsList>
      <Results label={t('area.workflows.name')} items={found.workflows}>
        {({ key, name }) => (
          <Spotlight.Action
            key={key}
            label={name}
            description={key}
            leftSection={<IconSitemap size={18} stroke={1.5} aria-hidden />}
            onClick={() => void navigate(`/workflows/${key}`)}
          />
        )}
      </Results>
      <Results label={t('area.records.name')} items={found.records}>
        {(record) => (
          <Spotlight.Action
            key={record.id}
            label={titleOf(record.type, record)}
            description={[words.recordType(record.type), record.email].filter(Boolean).join(' · ')}
            leftSection={<RecordIcon type={record.type} />}
            onClick={() => void navigate(`/records/${record.type}/${record.id}`)}
          />
        )}
      </Results>
      <Results label={t('search.pages')} items={found.areas}>
        {({ key, path, icon: Picture }) => (
          <Spotlight.Action
            key={key}
            label={t(`area.${key}.name`)}
            leftSection={<Picture size={18} stroke={1.5} aria-hidden />}
            onClick={() => void navigate(path)}
          />
        )}
      </Results>
      {nothing && !found.searching ? <Spotlight.Empty>{t('search.nothing')}</Spotlight.Empty> : null}
    </Spotlight.ActionsList>
  );
}

/** Search over pages, workflows and records: Ctrl K or ⌘ K. */
export function Search() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Spotlight.Root
      query={text}
      onQueryChange={setText}
      shortcut="mod + K"
      title={t('search.open')}
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 120 }}
    >
      <Spotlight.Search
        onKeyDown={openFirst}
        placeholder={t('search.placeholder')}
        aria-label={t('search.placeholder')}
        leftSection={<IconSearch size={18} stroke={1.5} aria-hidden />}
      />
      <FoundList text={text} />
    </Spotlight.Root>
  );
}
