import { Button } from '@mantine/core';
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import { SkeletonLines } from './loaded.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useLate } from './use-late.ts';

type EndlessQuery<T> = UseInfiniteQueryResult<InfiniteData<Page<T>>, Error>;

/** A list that is read page by page with the API's cursor. */
export function usePages<T>(
  key: readonly unknown[],
  read: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>,
): EndlessQuery<T> {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<T>) => page.nextCursor,
  });
}

type EndlessListProps<T> = {
  readonly query: EndlessQuery<T>;
  readonly empty: ReactNode;
  /** Whether the number of items stands below: in lists, not in timelines. */
  readonly counted?: boolean;
  readonly children: (items: readonly T[]) => ReactNode;
};

/** Loading, problem, nothing there, or the items with their count and a button for more. */
export function EndlessList<T>({ query, empty, counted = true, children }: EndlessListProps<T>) {
  const { t } = useTranslation();
  const late = useLate(query.isPending);
  if (query.isError && !query.data) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <div aria-busy="true">{late ? <SkeletonLines lines={8} /> : null}</div>;
  const items = query.data.pages.flatMap((page) => page.items);
  const total = query.data.pages[0]?.total;
  if (items.length === 0) return <>{empty}</>;
  const partial = query.hasNextPage || (total !== undefined && total > items.length);
  return (
    <>
      {children(items)}
      <div className="table-foot" hidden={!counted && !query.hasNextPage}>
        <span aria-live="polite">
          {partial && total !== undefined
            ? t('list.someOf', { shown: items.length, total })
            : t('list.count', { count: items.length })}
        </span>
        {query.hasNextPage ? (
          <Button
            variant="default"
            size="compact-sm"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('list.more')}
          </Button>
        ) : null}
      </div>
    </>
  );
}
