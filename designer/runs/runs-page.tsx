import { Button, NativeSelect, Switch } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { runStates } from '../../domain/run/state.ts';
import { Notice } from '../elements/notice.tsx';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { PauseEverything } from '../frame/pause-everything.tsx';
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

type FilterKey = (typeof keys)[number];
type FiltersProps = {
  readonly filters: Readonly<Record<FilterKey, string>>;
  readonly setFilter: (key: FilterKey, value: string) => void;
};

function Filters({ filters, setFilter }: FiltersProps) {
  const { t } = useTranslation();
  const workflows = useWorkflows();
  const any = { value: '', label: t('list.any') };
  return (
    <fieldset className="filters" aria-label={t('list.filters')}>
      <NativeSelect
        label={t('runs.workflow')}
        value={filters.workflow}
        data={[any, ...workflows.map(({ key, name }) => ({ value: key, label: name }))]}
        onChange={(event) => setFilter('workflow', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('runs.state')}
        value={filters.state}
        data={[any, ...runStates.map((state) => ({ value: state, label: t(`runState.${state}`) }))]}
        onChange={(event) => setFilter('state', event.currentTarget.value)}
      />
      {filters.workflow === '' ? null : (
        <NativeSelect
          label={t('runs.version')}
          value={filters.version}
          data={[any, ...versionsOf(workflows.find(({ key }) => key === filters.workflow)?.publishedVersion ?? 0)]}
          onChange={(event) => setFilter('version', event.currentTarget.value)}
        />
      )}
      <Switch
        label={t('runs.tests')}
        checked={filters.test === 'true'}
        mb={8}
        onChange={(event) => setFilter('test', event.currentTarget.checked ? 'true' : '')}
      />
    </fieldset>
  );
}

/** `/runs`: filters stand in the address. */
export function RunsPage() {
  const { t } = useTranslation();
  const [filters, setFilter] = useUrlFilters(keys);
  return (
    <Page title={t('area.runs.name')} actions={<PauseEverything />}>
      <RunList
        filters={filters}
        tools={<Filters filters={filters} setFilter={setFilter} />}
        empty={<NoRuns filtered={Object.values(filters).some((value) => value !== '')} />}
      />
    </Page>
  );
}

const versionsOf = (latest: number) => Array.from({ length: latest }, (_, index) => String(latest - index));
