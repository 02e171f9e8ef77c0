import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { StoredPolicy } from '../api/clock-answers.ts';
import { usePolicies } from '../clocks/use-board.ts';
import { Chip } from '../elements/chip.tsx';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';

function useColumns(): readonly Column<StoredPolicy>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    { key: 'name', title: t('settings.teamName'), cell: ({ name }) => name },
    {
      key: 'clocks',
      title: t('policies.clocks'),
      cell: ({ clocks }) => clocks.map(({ name, kind }) => name ?? t(`clockKind.${kind}`)).join(', '),
    },
    {
      key: 'records',
      title: t('policy.records'),
      from: 'small',
      cell: ({ recordType }) => words.recordTypes(recordType),
    },
    {
      key: 'active',
      title: t('board.state'),
      from: 'small',
      cell: ({ active }) => <Chip tone={active ? 'green' : 'grey'}>{t(active ? 'policies.on' : 'policies.off')}</Chip>,
    },
  ];
}

/** What is promised, in the order in which it is asked: the first that matches a record counts. */
export function Policies() {
  const { t } = useTranslation();
  const columns = useColumns();
  const mayEdit = useMay('sla:edit');
  return (
    <Loaded query={usePolicies()}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('policies.none')}
            </Text>
          ) : (
            <DataTable
              label={t('policies.title')}
              items={items}
              idOf={({ key }) => key}
              hrefOf={({ key }) => `/settings/service-levels/${key}`}
              columns={columns}
            />
          )}
          {mayEdit ? (
            <Button mt="sm" variant="default" component={Link} to="/settings/service-levels/new">
              {t('policy.new')}
            </Button>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
