import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { LibraryItem, Page as ListPage, Workflow } from '../api/answers.ts';
import { get, post } from '../api/client.ts';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { LibraryPicture } from './library-picture.tsx';
import './library.css';

function Item({ item }: { item: LibraryItem }) {
  const { t } = useTranslation();
  const words = useWords();
  const { name, description } = words.libraryItem(item);
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayTake = useMay('workflow:edit');
  const taking = useMutation({
    mutationFn: () => post<Workflow>(`/api/library/${item.key}`),
    onSuccess: async ({ key }) => {
      await client.invalidateQueries({ queryKey: ['workflows'] });
      tellDone(t('library.taken', { name }));
      void navigate(`/workflows/${key}`);
    },
    onError: tellProblem,
  });
  const steps =
    typeof item.definition.steps === 'object' && item.definition.steps !== null
      ? Object.keys(item.definition.steps).length
      : 0;
  return (
    <article className="library-item" aria-label={name}>
      <LibraryPicture definition={item.definition} />
      <div className="library-words">
        <h2>{name}</h2>
        <p>{description}</p>
        <div className="library-foot">
          <span>
            <Chip>{words.recordType(item.subject)}</Chip> <Chip>{t('library.steps', { count: steps })}</Chip>
          </span>
          {mayTake ? (
            <Button
              size="compact-md"
              loading={taking.isPending}
              aria-label={t('library.useNamed', { name })}
              onClick={() => taking.mutate()}
            >
              {t('library.use')}
            </Button>
          ) : null}
        </div>
      </div>
    </article>
  );
}

/** `/library`: ready-made processes, copied into a draft. */
export function LibraryPage() {
  const { t } = useTranslation();
  const library = useQuery({
    queryKey: ['library'],
    queryFn: ({ signal }) => get<ListPage<LibraryItem>>('/api/library?limit=200', signal),
    staleTime: 600_000,
  });
  return (
    <Page title={t('library.title')} parent={{ title: t('area.workflows.name'), to: '/workflows' }}>
      <p className="library-help soft">{t('library.help')}</p>
      <Loaded query={library}>
        {({ items }) => (
          <div className="library">
            {items.map((item) => (
              <Item key={item.key} item={item} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  );
}
