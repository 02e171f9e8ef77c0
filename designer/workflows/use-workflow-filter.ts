import { useTranslation } from 'react-i18next';
import type { FilterSelect } from '../elements/list-filters.tsx';
import { useWorkflows } from './use-workflows.ts';

/** A filter by workflow. */
export function useWorkflowFilter(): FilterSelect<'workflow'> {
  const { t } = useTranslation();
  const workflows = useWorkflows();
  return {
    key: 'workflow',
    label: t('runs.workflow'),
    options: workflows.map(({ key, name }) => ({ value: key, label: name })),
  };
}
