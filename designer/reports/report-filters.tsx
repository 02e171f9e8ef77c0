import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { reportGroups } from './report-answers.ts';
import { periods } from './report-period.ts';

export const reportKeys = ['period', 'from', 'to', 'group', 'time', 'metric'] as const;
export type ReportFilters = Readonly<Record<(typeof reportKeys)[number], string>>;

type ReportFiltersProps = {
  readonly filters: ReportFilters;
  readonly onChange: (changes: Partial<ReportFilters>) => void;
};

/** Of which time, by whom, and in which time a report is. */
export function ReportFilterFields({ filters, onChange }: ReportFiltersProps) {
  const { t } = useTranslation();
  const [first] = periods;
  return (
    <fieldset className="filters" aria-label={t('list.filters')}>
      <NativeSelect
        label={t('reports.period')}
        value={filters.period || first}
        data={periods.map((value) => ({ value, label: t(`period.${value}`) }))}
        onChange={(event) => onChange({ period: event.currentTarget.value === first ? '' : event.currentTarget.value })}
      />
      {filters.period === 'own'
        ? (['from', 'to'] as const).map((key) => (
            <TextInput
              key={key}
              type="date"
              label={t(`reports.${key}`)}
              value={filters[key]}
              onChange={(event) => onChange({ [key]: event.currentTarget.value })}
            />
          ))
        : null}
      <NativeSelect
        label={t('reports.group')}
        value={filters.group || 'rep'}
        data={reportGroups.map((value) => ({ value, label: t(`reportGroup.${value}`) }))}
        onChange={(event) => onChange({ group: event.currentTarget.value === 'rep' ? '' : event.currentTarget.value })}
      />
      <NativeSelect
        label={t('reports.time')}
        value={filters.time || 'business'}
        data={[
          { value: 'business', label: t('reports.business') },
          { value: 'wall', label: t('reports.wall') },
        ]}
        onChange={(event) =>
          onChange({ time: event.currentTarget.value === 'business' ? '' : event.currentTarget.value })
        }
      />
    </fieldset>
  );
}
