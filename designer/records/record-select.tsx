import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { type RecordTypeKey, titleOf } from '../../domain/records/record-types.ts';
import { useWords } from '../i18n/words.ts';
import { useRecord } from './record-link.tsx';
import { searchRecords } from './search-records.ts';

type RecordSelectProps = {
  readonly type: RecordTypeKey;
  readonly label: string;
  /** It is said and not shown. */
  readonly labelHidden?: boolean;
  readonly value: string;
  readonly error?: string | undefined;
  readonly description?: string;
  readonly onChange: (id: string) => void;
};

const labelOf = (record: RecordJson) =>
  [titleOf(record.type, record), record.email].filter((part) => typeof part === 'string' && part !== '').join(' · ');

/** Chooses a record by typing a part of its name. */
export function RecordSelect({
  type,
  label,
  labelHidden = false,
  value,
  error,
  description,
  onChange,
}: RecordSelectProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [text, setText] = useState('');
  const [wanted] = useDebouncedValue(text, 200);
  const found = useQuery({
    queryKey: ['records', type, 'select', wanted],
    queryFn: ({ signal }) => searchRecords({ type, text: wanted, limit: 20, signal }),
  });
  const items = found.data?.items ?? [];
  const missing = value !== '' && !items.some(({ id }) => id === value);
  const chosen = useRecord(type, missing ? value : null);
  const options = (chosen.data && missing ? [chosen.data, ...items] : items).map((record) => ({
    value: record.id,
    label: labelOf(record),
  }));
  return (
    <Select
      {...(labelHidden ? { 'aria-label': label } : { label })}
      description={description}
      error={error}
      searchable
      clearable
      value={value === '' ? null : value}
      data={options}
      filter={({ options: all }) => all}
      onSearchChange={setText}
      onChange={(id) => onChange(id ?? '')}
      nothingFoundMessage={t('list.nothingFound')}
      placeholder={labelHidden ? t('records.typeToFindOf', { type: words.recordType(type) }) : t('records.typeToFind')}
      clearButtonProps={{ 'aria-label': t('clear') }}
    />
  );
}
