import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Settings } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { Loaded } from '../elements/loaded.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { CalendarSelect } from './calendar-select.tsx';
import { MovedAhead } from './moved-ahead.tsx';

/** Chooses the calendar of the company; what moves by it is told before it is saved. */
function CompanyCalendar({ calendar }: Pick<Settings, 'calendar'>) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayEdit = useMay('settings:edit');
  const [chosen, setChosen] = useState(calendar);
  const changed = chosen !== calendar;
  const choosing = useMutation({
    mutationFn: () => put<Settings>('/api/settings', { calendar: chosen }),
    onSuccess: (saved) => {
      client.setQueryData(['settings'], saved);
      void client.invalidateQueries({ queryKey: ['calendars'] });
      tellDone(t('saved'));
    },
    onError: tellProblem,
  });
  return (
    <>
      <CalendarSelect
        label={t('calendars.ofTheCompany')}
        description={t('calendars.ofTheCompanyHelp')}
        value={chosen}
        disabled={!mayEdit || choosing.isPending}
        onChange={setChosen}
      />
      <MovedAhead path="/api/settings/preview" body={{ calendar: chosen }} changed={changed} />
      {changed ? (
        <Group gap="xs">
          <Button loading={choosing.isPending} onClick={() => choosing.mutate()}>
            {t('save')}
          </Button>
          <Button variant="default" disabled={choosing.isPending} onClick={() => setChosen(calendar)}>
            {t('discard')}
          </Button>
        </Group>
      ) : null}
    </>
  );
}

/** The calendar in which the company works, and the way to all of them. */
export function WorkingTime() {
  const { t } = useTranslation();
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => get<Settings>('/api/settings', signal),
  });
  return (
    <Loaded query={settings}>
      {({ calendar }) => (
        <Stack gap="sm" maw={420} align="flex-start">
          <Text size="sm">{t('calendars.help')}</Text>
          <CompanyCalendar calendar={calendar} />
          <Button component={Link} to="/settings/calendars" variant="default">
            {t('calendars.open')}
          </Button>
        </Stack>
      )}
    </Loaded>
  );
}
