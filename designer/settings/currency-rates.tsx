import { NumberInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, put } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { SuggestedInput } from '../elements/suggested-input.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useMay } from '../frame/use-may.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { type ItemDialogs, ItemList, RowActions } from './item-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

type Rate = { readonly currency: string; readonly date: string; readonly rate: number };
type Rates = { readonly base: string; readonly items: readonly Rate[] };

const key = ['currencies'] as const;

const read = ({ signal }: { readonly signal: AbortSignal }) => get<Rates>('/api/currencies', signal);

type RateDialogProps = { readonly rate: Rate | null; readonly base: string; readonly onClose: () => void };

function RateDialog({ rate, base, onClose }: RateDialogProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [currency, setCurrency] = useState(rate?.currency ?? '');
  const [date, setDate] = useState(rate?.date ?? new Date().toISOString().slice(0, 10));
  const [value, setValue] = useState<number | string>(rate?.rate ?? '');
  const saving = useMutation({
    mutationFn: () =>
      put('/api/currencies', { rates: [{ currency: currency.trim().toUpperCase(), date, rate: value }] }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key });
      tellDone(t('rates.saved'));
      onClose();
    },
  });
  const issueAt = useIssueAt(saving.error);
  return (
    <FormDialog
      title={rate ? t('rates.editOf', { currency: rate.currency }) : t('rates.add')}
      action={t('save')}
      fields={['rates']}
      saving={saving}
      complete={currency.trim() !== '' && date !== '' && typeof value === 'number' && value > 0}
      onSave={() => saving.mutate()}
      onClose={onClose}
    >
      <SuggestedInput
        suggest="currency"
        label={t('rates.currency')}
        value={currency}
        disabled={rate !== null}
        error={issueAt('rates')}
        onChange={(event) => setCurrency(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('rates.date')}
        value={date}
        disabled={rate !== null}
        onChange={(event) => setDate(event.currentTarget.value)}
      />
      <NumberInput label={t('rates.rate', { base })} value={value} min={0} decimalScale={8} onChange={setValue} />
    </FormDialog>
  );
}

function useDay() {
  const format = new Intl.DateTimeFormat(useLocale(), { dateStyle: 'medium', timeZone: 'UTC' });
  return (date: string) => format.format(Date.parse(date));
}

function RateActions({ rate, dialogs }: { readonly rate: Rate; readonly dialogs: ItemDialogs<Rate> }) {
  const { t } = useTranslation();
  const when = useDay()(rate.date);
  const { currency } = rate;
  const remove = t('rates.remove');
  return (
    <RowActions
      actions={[
        { word: t('edit'), name: `${t('rates.editOf', { currency })}, ${when}`, do: () => dialogs.edit(rate) },
        { word: remove, name: `${remove}: ${currency}, ${when}`, do: () => dialogs.remove(rate) },
      ]}
    />
  );
}

function RateRemoval({ rate: { currency, date }, onClose }: { readonly rate: Rate; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <RemoveDialog
      path={`/api/currencies/${currency}/${date}`}
      title={t('rates.removeTitle', { currency, day: useDay()(date) })}
      help={t('rates.removeHelp')}
      action={t('rates.remove')}
      done={t('rates.removed')}
      onClose={onClose}
    />
  );
}

/** The rates of currencies, newest first. */
export function CurrencyRates() {
  const { t } = useTranslation();
  const locale = useLocale();
  const mayEdit = useMay('settings:edit');
  const rates = useQuery({ queryKey: key, queryFn: read, select: ({ items }) => ({ items, nextCursor: null }) });
  const base = useQuery({ queryKey: key, queryFn: read, select: (all) => all.base }).data ?? '';
  const day = useDay();
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('rates.help', { base })}
      </Text>
      <ItemList
        query={rates}
        label={t('rates.title')}
        empty={t('rates.none')}
        columns={[
          { key: 'currency', title: t('rates.currency'), cell: ({ currency }) => <b>{currency}</b> },
          { key: 'date', title: t('rates.date'), cell: ({ date }) => day(date) },
          {
            key: 'rate',
            title: t('rates.rate', { base }),
            number: true,
            cell: ({ rate }) => rate.toLocaleString(locale, { maximumFractionDigits: 8 }),
          },
        ]}
        idOf={({ currency, date }) => `${currency} ${date}`}
        actions={mayEdit ? (rate, dialogs) => <RateActions rate={rate} dialogs={dialogs} /> : null}
        add={mayEdit ? t('rates.add') : null}
        dialog={(rate, onClose) => <RateDialog rate={rate} base={base} onClose={onClose} />}
        removal={(rate, onClose) => <RateRemoval rate={rate} onClose={onClose} />}
      />
    </>
  );
}
