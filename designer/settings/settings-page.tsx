import { Button, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isZone } from '../../domain/time/zone.ts';
import type { Settings } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { MovedAhead } from '../calendars/moved-ahead.tsx';
import { WorkingTime } from '../calendars/working-time.tsx';
import { Box } from '../elements/box.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { Notice } from '../elements/notice.tsx';
import { SuggestedInput } from '../elements/suggested-input.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { Page } from '../frame/page.tsx';
import { PauseEverything } from '../frame/pause-everything.tsx';
import { useMay } from '../frame/use-may.ts';
import { Policies } from '../service-levels/policies.tsx';
import { ApiKeys } from './api-keys.tsx';
import { CaseMail } from './case-settings.tsx';
import { CurrencyRates } from './currency-rates.tsx';
import { DocumentTemplates } from './document-templates.tsx';
import { NumberSeries } from './number-series.tsx';
import { Queues } from './queues.tsx';
import { Roles } from './roles.tsx';
import { Teams } from './teams.tsx';
import { Users } from './users.tsx';
import '../elements/data-table.css';
import './settings.css';

const keys = ['zone', 'currency', 'mailFrom', 'smsFrom'] as const;

const suggested: Partial<Record<string, 'timeZone' | 'currency'>> = { zone: 'timeZone', currency: 'currency' };

type Changed = Partial<Record<(typeof keys)[number], string>>;

function useSaving(settings: Settings, onSaved: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changed: Changed) =>
      put<Settings>('/api/settings', Object.fromEntries(keys.map((key) => [key, changed[key] ?? settings[key]]))),
    onSuccess: (saved) => {
      client.setQueryData(['settings'], saved);
      onSaved();
      tellDone(t('saved'));
    },
    onError: (error) => {
      if (!(error instanceof Problem && error.issues.length > 0)) tellProblem(error);
    },
  });
}

function CompanyForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const mayEdit = useMay('settings:edit');
  const [changed, setChanged] = useState<Changed>({});
  const saving = useSaving(settings, () => setChanged({}));
  const issueAt = useIssueAt(saving.error);
  const zone = changed.zone ?? settings.zone;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(changed);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" maw={420}>
        {keys.map((key) => (
          <SuggestedInput
            key={key}
            suggest={suggested[key]}
            label={t(`settings.${key}`)}
            description={t(`settings.${key}Help`)}
            disabled={!mayEdit}
            value={changed[key] ?? settings[key] ?? ''}
            error={issueAt(key)}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setChanged((before) => ({ ...before, [key]: value }));
            }}
          />
        ))}
        <MovedAhead
          path="/api/settings/preview"
          body={{ zone }}
          changed={mayEdit && zone !== settings.zone && isZone(zone)}
        />
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

function Company() {
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => get<Settings>('/api/settings', signal),
  });
  return <Loaded query={settings}>{(loaded) => <CompanyForm settings={loaded} />}</Loaded>;
}

function Operation() {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">{t('pauseAll.help')}</Text>
      <PauseEverything />
    </Stack>
  );
}

/** `/settings`: the parts that the user may see. */
export function SettingsPage() {
  const { t } = useTranslation();
  const parts = [
    { title: t('settings.company'), may: useMay('settings:read'), content: <Company /> },
    { title: t('pauseAll.title'), may: useMay('settings:edit'), content: <Operation /> },
    { title: t('calendars.title'), may: useMay('settings:read'), content: <WorkingTime /> },
    { title: t('queues.title'), may: useMay('queue:read'), content: <Queues /> },
    { title: t('policies.title'), may: useMay('sla:read'), content: <Policies /> },
    { title: t('caseSettings.title'), may: useMay('settings:read'), content: <CaseMail /> },
    { title: t('numbers.title'), may: useMay('settings:read'), content: <NumberSeries /> },
    { title: t('rates.title'), may: useMay('settings:read'), content: <CurrencyRates /> },
    { title: t('documents.title'), may: useMay('template:read'), content: <DocumentTemplates /> },
    { title: t('settings.users'), may: useMay('user:read'), content: <Users /> },
    { title: t('settings.teams'), may: useMay('team:read'), content: <Teams /> },
    { title: t('settings.roles'), may: useMay('role:read'), content: <Roles /> },
    { title: t('settings.keys'), may: useMay('key:read'), content: <ApiKeys /> },
  ].filter(({ may }) => may);
  return (
    <Page title={t('area.settings.name')}>
      {parts.length === 0 ? (
        <Notice icon={IconLock} tone="grey" title={t('problem.forbidden')}>
          <p>{t('problem.forbiddenHelp')}</p>
        </Notice>
      ) : (
        <div className="main-column settings-column">
          {parts.map(({ title, content }) => (
            <Box key={title} title={title}>
              {content}
            </Box>
          ))}
        </div>
      )}
    </Page>
  );
}
