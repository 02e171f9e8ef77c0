import { Checkbox, NumberInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { ItemList, RowActions } from './item-list.tsx';

/** How records of a type are numbered. */
type Series = {
  readonly type: string;
  readonly pattern: string;
  readonly yearly: boolean;
  readonly next: number;
  readonly sample: string;
};

const key = ['number-series'] as const;

function useSaving(series: Series, onSaved: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<Series>) => put<Series>(`/api/number-series/${series.type}`, change),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key });
      tellDone(t('numbers.saved'));
      onSaved();
    },
  });
}

function SeriesDialog({ series, onClose }: { readonly series: Series; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [pattern, setPattern] = useState(series.pattern);
  const [yearly, setYearly] = useState(series.yearly);
  const [next, setNext] = useState<number | string>(series.next);
  const saving = useSaving(series, onClose);
  const issueAt = useIssueAt(saving.error);
  const save = () =>
    saving.mutate({ pattern, yearly, ...(typeof next === 'number' && next !== series.next ? { next } : {}) });
  return (
    <FormDialog
      title={t('numbers.edit', { type: words.recordType(series.type) })}
      action={t('save')}
      fields={['pattern', 'next']}
      saving={saving}
      complete={pattern.trim() !== '' && typeof next === 'number'}
      onSave={save}
      onClose={onClose}
    >
      <TextInput
        label={t('numbers.pattern')}
        description={t('numbers.patternHelp')}
        value={pattern}
        error={issueAt('pattern')}
        data-autofocus
        onChange={(event) => setPattern(event.currentTarget.value)}
      />
      <Checkbox
        label={t('numbers.yearly')}
        checked={yearly}
        onChange={(event) => setYearly(event.currentTarget.checked)}
      />
      <NumberInput
        label={t('numbers.next')}
        description={t('numbers.nextHelp')}
        value={next}
        min={1}
        allowDecimal={false}
        error={issueAt('next')}
        onChange={setNext}
      />
    </FormDialog>
  );
}

/** How offers, orders, invoices and cases are numbered. */
export function NumberSeries() {
  const { t } = useTranslation();
  const words = useWords();
  const mayEdit = useMay('settings:edit');
  const series = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Page<Series>> => ({
      ...(await get<Omit<Page<Series>, 'nextCursor'>>('/api/number-series', signal)),
      nextCursor: null,
    }),
  });
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('numbers.help')}
      </Text>
      <ItemList
        query={series}
        label={t('numbers.title')}
        columns={[
          { key: 'type', title: t('numbers.type'), cell: ({ type }) => <b>{words.recordTypes(type)}</b> },
          { key: 'pattern', title: t('numbers.pattern'), from: 'small', cell: ({ pattern }) => <code>{pattern}</code> },
          {
            key: 'sample',
            title: t('numbers.sample'),
            cell: ({ sample }) => <span className="figures">{sample}</span>,
          },
        ]}
        idOf={({ type }) => type}
        actions={
          mayEdit
            ? (item, dialogs) => (
                <RowActions
                  actions={[
                    {
                      word: t('edit'),
                      name: t('numbers.edit', { type: words.recordType(item.type) }),
                      do: () => dialogs.edit(item),
                    },
                  ]}
                />
              )
            : null
        }
        add={null}
        dialog={(item, onClose) => (item ? <SeriesDialog series={item} onClose={onClose} /> : null)}
      />
    </>
  );
}
