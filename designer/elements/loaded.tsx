import { Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from './problem-notice.tsx';
import { useLate } from './use-late.ts';

type LoadedProps<T> = {
  readonly query: UseQueryResult<T, Error>;
  readonly skeleton?: ReactNode;
  readonly children: (data: T) => ReactNode;
};

/** The three states of what is fetched: skeletons after 200 ms, the problem, or the thing itself. */
export function Loaded<T>({ query, skeleton, children }: LoadedProps<T>) {
  const { t } = useTranslation();
  const late = useLate(query.isPending);
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div aria-busy="true" aria-live="polite">
      {late ? <span className="hidden-visually">{t('loading')}</span> : null}
      {late ? (skeleton ?? <SkeletonLines />) : null}
    </div>
  );
}

/** Grey lines in the place of a list. */
export function SkeletonLines({ lines = 6 }: { lines?: number }) {
  return (
    <Stack gap={14} p={20}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key, line) => (
        <Skeleton key={key} height={14} width={`${88 - ((line * 17) % 40)}%`} radius="sm" />
      ))}
    </Stack>
  );
}
