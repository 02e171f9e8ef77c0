import { NativeSelect, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Option = { readonly value: string; readonly label: string };

/** A filter that is chosen from a list. */
export type FilterSelect<K extends string> = {
  readonly key: K;
  readonly label: string;
  readonly options: readonly Option[];
  /** Filters that mean nothing when this one changes. */
  readonly clears?: readonly K[];
};

type ListFiltersProps<K extends string> = {
  readonly filters: Readonly<Record<K, string>> & { readonly test?: string };
  readonly onChange: (changes: Partial<Record<K | 'test', string>>) => void;
  readonly selects: readonly FilterSelect<K>[];
  /** What the switch to test runs says; without it there is none. */
  readonly tests?: string;
};

/** The filters of a list, with a switch to what belongs to test runs where it has some. */
export function ListFilters<K extends string>({ filters, onChange, selects, tests }: ListFiltersProps<K>) {
  const { t } = useTranslation();
  const change = (changes: Readonly<Record<string, string>>) =>
    onChange(changes as Partial<Record<K | 'test', string>>);
  return (
    <fieldset className="filters" aria-label={t('list.filters')}>
      {selects.map(({ key, label, options, clears = [] }) => (
        <NativeSelect
          key={key}
          label={label}
          value={filters[key]}
          data={[{ value: '', label: t('list.any') }, ...options]}
          onChange={({ currentTarget: { value } }) =>
            change({ ...Object.fromEntries(clears.map((cleared) => [cleared, ''])), [key]: value })
          }
        />
      ))}
      {tests === undefined ? null : (
        <Switch
          label={tests}
          checked={filters.test === 'true'}
          mb={8}
          onChange={({ currentTarget: { checked } }) => change({ test: checked ? 'true' : '' })}
        />
      )}
    </fieldset>
  );
}
