import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBooks, IconPlus, IconSitemap } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page as ListPage, Workflow } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { Chip } from '../elements/chip.tsx';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { Notice } from '../elements/notice.tsx';
import { WorkflowStateChip } from '../elements/state-chips.tsx';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { NewWorkflow } from './new-workflow.tsx';

function RunCounts({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const stopped = workflow.incidents ?? 0;
  return (
    <>
      {stopped > 0 ? (
        <Chip tone="amber" icon={IconAlertTriangle}>
          {t('attention.count', { count: stopped })}
        </Chip>
      ) : null}{' '}
      {workflow.activeRuns ?? 0}
    </>
  );
}

function useColumns(): readonly Column<Workflow>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    { key: 'name', title: t('workflows.name'), cell: (workflow) => workflow.name },
    {
      key: 'state',
      title: t('workflows.state'),
      cell: (workflow) => <WorkflowStateChip state={workflow.state} version={workflow.publishedVersion} />,
    },
    {
      key: 'subject',
      title: t('workflows.recordType'),
      from: 'small',
      cell: (workflow) => (workflow.subject ? words.recordType(workflow.subject) : ''),
    },
    {
      key: 'active',
      title: t('workflows.active'),
      from: 'medium',
      number: true,
      cell: (workflow) => <RunCounts workflow={workflow} />,
    },
    {
      key: 'updatedAt',
      title: t('workflows.changed'),
      from: 'small',
      cell: (workflow) => (workflow.updatedAt ? <When at={workflow.updatedAt} /> : ''),
    },
  ];
}

function Actions({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation();
  if (!useMay('workflow:edit')) return null;
  return (
    <>
      <Button
        component={Link}
        to="/library"
        variant="default"
        leftSection={<IconBooks size={16} stroke={1.5} aria-hidden />}
      >
        {t('workflows.fromLibrary')}
      </Button>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>
        {t('workflows.new')}
      </Button>
    </>
  );
}

/** `/workflows`. */
export function WorkflowsPage() {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const columns = useColumns();
  const pages = usePages<Workflow>(['workflows', 'list'], (cursor, signal) =>
    get<ListPage<Workflow>>(`/api/workflows${query({ cursor, limit: 50 })}`, signal),
  );
  return (
    <Page title={t('area.workflows.name')} actions={<Actions onNew={() => setCreating(true)} />}>
      <EndlessList
        query={pages}
        empty={
          <Notice
            icon={IconSitemap}
            title={t('workflows.empty')}
            actions={
              <Button component={Link} to="/library">
                {t('workflows.openLibrary')}
              </Button>
            }
          >
            <p>{t('workflows.emptyHelp')}</p>
          </Notice>
        }
      >
        {(items) => (
          <DataTable
            label={t('area.workflows.name')}
            items={items}
            columns={columns}
            idOf={({ key }) => key}
            hrefOf={({ key }) => `/workflows/${key}`}
          />
        )}
      </EndlessList>
      {creating ? <NewWorkflow onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}
