import { Button } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { runStates } from '../../domain/run/state.ts';
import { type FilterSelect, ListFilters } from '../elements/list-filters.tsx';
import { Notice } from '../elements/notice.tsx';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { PauseEverything } from '../frame/pause-everything.tsx';
import { useWorkflowFilter } from '../workflows/use-workflow-filter.ts';
import { useWorkflows } from '../workflows/use-workflows.ts';
import { RunList } from './run-list.tsx';

const keys = ['workflow', 'state', 'version', 'test'] as const;

function NoRuns({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  return (
    <Notice
      icon={IconRoute}
      tone={filtered ? 'grey' : 'accent'}
      title={filtered ? t('runs.noneMatch') : t('runs.empty')}
      actions={
        filtered ? undefined : (
          <Button component={Link} to="/workflows">
            {t('runs.toWorkflows')}
          </Button>
        )
      }
    >
      <p>{filtered ? t('runs.noneMatchHelp') : t('runs.emptyHelp')}</p>
    </Notice>
  );
}

/** The versions of a workflow are to choose from when it is chosen. */
function useSelects(workflow: string): readonly FilterSelect<'workflow' | 'state' | 'version'>[] {
  const { t } = useTranslation();
  const latest = useWorkflows().find(({ key }) => key === workflow)?.publishedVersion ?? 0;
  const byWorkflow = useWorkflowFilter();
  const versions = Array.from({ length: latest }, (_, index) => String(latest - index));
  return [
    { ...byWorkflow, clears: ['version'] },
    {
      key: 'state',
      label: t('runs.state'),
      options: runStates.map((value) => ({ value, label: t(`runState.${value}`) })),
    },
    ...(workflow === ''
      ? []
      : [
          {
            key: 'version' as const,
            label: t('runs.version'),
            options: versions.map((value) => ({ value, label: value })),
          },
        ]),
  ];
}

/** `/runs`: filters stand in the address. */
export function RunsPage() {
  const { t } = useTranslation();
  const [filters, change] = useUrlFilters(keys);
  const selects = useSelects(filters.workflow);
  return (
    <Page title={t('area.runs.name')} actions={<PauseEverything />}>
      <RunList
        filters={filters}
        tools={<ListFilters filters={filters} onChange={change} selects={selects} tests={t('runs.tests')} />}
        empty={<NoRuns filtered={Object.values(filters).some((value) => value !== '')} />}
      />
    </Page>
  );
}
