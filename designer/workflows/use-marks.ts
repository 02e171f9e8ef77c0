import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workflow, WorkflowStats } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { workflowPath } from './use-workflow.ts';

/** What the cards of a published workflow carry: how many runs stand there, else how many passed. */
export function useMarks(workflow: Workflow): ReadonlyMap<string, string> {
  const { t } = useTranslation();
  const locale = useLocale();
  const stats = useQuery({
    queryKey: ['workflow', workflow.key, 'stats'],
    enabled: workflow.publishedVersion !== null,
    queryFn: ({ signal }) => get<WorkflowStats>(`${workflowPath(workflow.key)}/stats`, signal),
  });
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale);
    const marks = (stats.data?.steps ?? []).flatMap(({ stepId, standing, visits }): [string, string][] => {
      if (standing > 0) return [[stepId, t('canvas.here', { count: standing })]];
      return visits > 0 ? [[stepId, format.format(visits)]] : [];
    });
    return new Map(marks);
  }, [stats.data, t, locale]);
}
