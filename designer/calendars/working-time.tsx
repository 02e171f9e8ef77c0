import { Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Settings } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { Loaded } from '../elements/loaded.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { CalendarSelect } from './calendar-select.tsx';

/** The calendar in which the company works, and the way to all of them. */
export function WorkingTime() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayEdit = useMay('settings:edit');
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => get<Settings>('/api/settings', signal),
  });
  const choosing = useMutation({
    mutationFn: (calendar: string) => put<Settings>('/api/settings', { calendar }),
    onSuccess: (saved) => {
      client.setQueryData(['settings'], saved);
      void client.invalidateQueries({ queryKey: ['calendars'] });
      tellDone(t('saved'));
    },
    onError: tellProblem,
  });
  return (
    <Loaded query={settings}>
      {({ calendar }) => (
        <Stack gap="sm" maw={420} align="flex-start">
          <Text size="sm">{t('calendars.help')}</Text>
          <CalendarSelect
            label={t('calendars.ofTheCompany')}
            description={t('calendars.ofTheCompanyHelp')}
            value={calendar}
            disabled={!mayEdit || choosing.isPending}
            onChange={(key) => choosing.mutate(key)}
          />
          <Button component={Link} to="/settings/calendars" variant="default">
            {t('calendars.open')}
          </Button>
        </Stack>
      )}
    </Loaded>
  );
}
