import { Button, CloseButton, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CaseSettings } from '../../domain/cases/case-settings.ts';
import type { Settings } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { useQueues } from '../clocks/use-board.ts';
import { Loaded } from '../elements/loaded.tsx';
import { minorDigits } from '../elements/money.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useMay } from '../frame/use-may.ts';
import { InboundMail } from './inbound-mail.tsx';
import './case-settings.css';

type Mailbox = CaseSettings['mailboxes'][number];

/** What is being typed: numbers as texts, the rate in major units. */
type Draft = {
  readonly mailboxes: readonly Mailbox[];
  readonly threadDays: string;
  readonly reopenDays: string;
  readonly hourlyRate: string;
};

const draftOf = ({ mailboxes, threadDays, reopenDays, hourlyRate }: CaseSettings, digits: number): Draft => ({
  mailboxes,
  threadDays: String(threadDays),
  reopenDays: String(reopenDays),
  hourlyRate: String(hourlyRate / 10 ** digits),
});

const bodyOf = ({ mailboxes, threadDays, reopenDays, hourlyRate }: Draft, digits: number): CaseSettings => ({
  mailboxes: mailboxes.filter(({ address }) => address.trim() !== ''),
  threadDays: Number(threadDays),
  reopenDays: Number(reopenDays),
  hourlyRate: Math.round(Number(hourlyRate.replace(',', '.')) * 10 ** digits),
});

type MailboxesProps = {
  readonly mailboxes: readonly Mailbox[];
  readonly disabled: boolean;
  readonly error: string | undefined;
  readonly onChange: (mailboxes: readonly Mailbox[]) => void;
};

/** Addresses at which mail for cases comes in, each with the queue of the cases that it opens. */
function Mailboxes({ mailboxes, disabled, error, onChange }: MailboxesProps) {
  const { t } = useTranslation();
  const queues = useQueues().data?.items ?? [];
  const known = (queue: string) => queues.some(({ key }) => key === queue);
  const change = (at: number, part: Partial<Mailbox>) =>
    onChange(mailboxes.map((mailbox, n) => (n === at ? { ...mailbox, ...part } : mailbox)));
  const first = queues[0]?.key ?? 'support';
  return (
    <fieldset className="mailboxes">
      <legend>{t('caseSettings.mailboxes')}</legend>
      <p>{t('caseSettings.mailboxesHelp')}</p>
      {mailboxes.map(({ address, queue }, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a mailbox is known by its place while its address is typed
        <div key={`${n} of ${mailboxes.length}`} className="mailbox">
          <TextInput
            label={t('caseSettings.address', { n: n + 1 })}
            value={address}
            disabled={disabled}
            error={error}
            onChange={(event) => change(n, { address: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('caseSettings.queue', { n: n + 1 })}
            value={queue}
            disabled={disabled}
            data={[
              ...(known(queue) ? [] : [{ value: queue, label: queue }]),
              ...queues.map(({ key, name }) => ({ value: key, label: name })),
            ]}
            onChange={(event) => change(n, { queue: event.currentTarget.value })}
          />
          <CloseButton
            aria-label={t('caseSettings.removeMailbox', { n: n + 1 })}
            disabled={disabled}
            onClick={() => onChange(mailboxes.filter((_, at) => at !== n))}
          />
        </div>
      ))}
      {disabled ? null : (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange([...mailboxes, { address: '', queue: first }])}
        >
          {t('caseSettings.addMailbox')}
        </Button>
      )}
    </fieldset>
  );
}

function useSaving(onSaved: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (settings: CaseSettings) => put<CaseSettings>('/api/case-settings', settings),
    onSuccess: (saved) => {
      client.setQueryData(['case-settings'], saved);
      onSaved();
      tellDone(t('saved'));
    },
    onError: (error) => {
      if (!(error instanceof Problem && error.issues.length > 0)) tellProblem(error);
    },
  });
}

function CaseSettingsForm({ settings, currency }: { readonly settings: CaseSettings; readonly currency: string }) {
  const { t } = useTranslation();
  const mayEdit = useMay('settings:edit');
  const digits = minorDigits(currency);
  const [changed, setChanged] = useState<Partial<Draft>>({});
  const draft = { ...draftOf(settings, digits), ...changed };
  const change = (part: Partial<Draft>) => setChanged((before) => ({ ...before, ...part }));
  const saving = useSaving(() => setChanged({}));
  const issueAt = useIssueAt(saving.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(bodyOf(draft, digits));
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Mailboxes
          mailboxes={draft.mailboxes}
          disabled={!mayEdit}
          error={issueAt('mailboxes')}
          onChange={(mailboxes) => change({ mailboxes })}
        />
        <Stack gap="sm" maw={420}>
          {(['threadDays', 'reopenDays', 'hourlyRate'] as const).map((key) => (
            <TextInput
              key={key}
              inputMode={key === 'hourlyRate' ? 'decimal' : 'numeric'}
              label={t(`caseSettings.${key}`, { currency })}
              description={t(`caseSettings.${key}Help`)}
              value={draft[key]}
              disabled={!mayEdit}
              error={issueAt(key)}
              onChange={(event) => change({ [key]: event.currentTarget.value })}
            />
          ))}
        </Stack>
        {mayEdit ? (
          <div>
            <Button type="submit" loading={saving.isPending} disabled={Object.keys(changed).length === 0}>
              {t('save')}
            </Button>
          </div>
        ) : null}
      </Stack>
    </form>
  );
}

/** How mail becomes cases, how their threads hold together, and what an hour of work on them costs. */
export function CaseMail() {
  const mayEdit = useMay('settings:edit');
  const company = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => get<Settings>('/api/settings', signal),
  });
  const settings = useQuery({
    queryKey: ['case-settings'],
    queryFn: ({ signal }) => get<CaseSettings>('/api/case-settings', signal),
  });
  return (
    <Loaded query={settings}>
      {(loaded) => (
        <Stack gap="lg">
          {company.data ? <CaseSettingsForm settings={loaded} currency={company.data.currency} /> : null}
          {mayEdit ? <InboundMail /> : null}
        </Stack>
      )}
    </Loaded>
  );
}
