import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page, Run } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { RunStateChip } from '../elements/state-chips.tsx';
import { useColumnChoice } from '../elements/use-column-choice.tsx';
import { useSelection } from '../elements/use-selection.ts';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { SubjectName } from '../records/subject-name.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { RunBulk } from './run-bulk.tsx';
import { type StepNames, useStepNames } from './use-step-names.ts';

export type RunFilters = {
  readonly workflow?: string;
  readonly state?: string;
  readonly version?: string;
  readonly recordId?: string;
  readonly test?: string;
};

function useColumns(stepNameOf: StepNames): readonly Column<Run>[] {
  const { t } = useTranslation();
  const words = useWords();
  const nameOf = useWorkflowName();
  return [
    {
      key: 'subject',
      title: t('runs.about'),
      cell: (run) => <SubjectName subject={run.subject} test={run.test === true} />,
    },
    { key: 'state', title: t('runs.state'), cell: (run) => <RunStateChip state={run.state} /> },
    { key: 'workflow', title: t('runs.workflow'), from: 'small', cell: (run) => nameOf(run.workflow) },
    { key: 'version', title: t('runs.version'), from: 'medium', number: true, cell: (run) => run.version },
    {
      key: 'where',
      title: t('runs.where'),
      from: 'medium',
      cell: (run) =>
        run.error ? words.incident(run.error) : run.positions.map(({ stepId }) => stepNameOf(run, stepId)).join(', '),
    },
    {
      key: 'due',
      title: t('runs.next'),
      from: 'medium',
      cell: (run) => {
        const due = run.positions
          .map(({ dueAt }) => dueAt)
          .filter((at) => typeof at === 'string')
          .sort()[0];
        return due ? <When at={due} /> : '';
      },
    },
    { key: 'started', title: t('runs.started'), from: 'small', cell: (run) => <When at={run.startedAt} /> },
  ];
}

/** Runs by filters, newest first. */
export function RunList({ filters, empty, tools }: { filters: RunFilters; empty: ReactNode; tools?: ReactNode }) {
  const { t } = useTranslation();
  const words = useWords();
  const selection = useSelection();
  const mayOperate = useMay('run:operate') && filters.test !== 'true';
  const pages = usePages<Run>(['runs', filters], (cursor, signal) =>
    get<Page<Run>>(`/api/runs${query({ ...filters, cursor, limit: 50 })}`, signal),
  );
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const { columns, chooser } = useColumnChoice('runs', useColumns(useStepNames(items)));
  const nameOf = (run: Run) => run.subject.title ?? words.recordType(run.subject.type);
  return (
    <>
      <div className="list-tools">
        {tools}
        {chooser}
      </div>
      <EndlessList query={pages} empty={empty}>
        {(shown) => (
          <>
            <DataTable
              label={t('area.runs.name')}
              items={shown}
              columns={columns}
              idOf={({ id }) => id}
              hrefOf={({ id }) => `/runs/${id}`}
              choice={mayOperate ? { selection, nameOf } : undefined}
            />
            <RunBulk items={shown} partial={pages.hasNextPage} filters={filters} selection={selection} />
          </>
        )}
      </EndlessList>
    </>
  );
}
