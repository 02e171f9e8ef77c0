import { Button } from '@mantine/core';
import { IconCalendarTime, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ListedCalendar } from '../api/calendar-answers.ts';
import { Box } from '../elements/box.tsx';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { useCalendarName } from './calendar-name.ts';
import { useSayHours } from './say-hours.ts';
import { useCalendars } from './use-calendars.ts';
import { sayUses } from './uses.tsx';
import './calendars.css';

function useColumns(): readonly Column<ListedCalendar>[] {
  const { t } = useTranslation();
  const nameOf = useCalendarName();
  const hoursOf = useSayHours();
  const holidaysOf = ({ source, holidays }: ListedCalendar) =>
    [source && [source.country, source.region].filter(Boolean).join('-'), holidays.length > 0 ? holidays.length : null]
      .filter((part) => part !== null)
      .join(' + ') || '–';
  return [
    { key: 'name', title: t('calendars.name'), cell: nameOf },
    { key: 'hours', title: t('calendars.hours'), from: 'small', cell: hoursOf },
    { key: 'zone', title: t('calendars.zone'), from: 'medium', cell: ({ zone }) => zone },
    { key: 'holidays', title: t('calendars.holidays'), from: 'medium', cell: holidaysOf },
    { key: 'uses', title: t('calendars.uses'), cell: ({ uses }) => sayUses(uses, t) },
  ];
}

/** Whose hours count, in words. */
function Precedence() {
  const { t } = useTranslation();
  return (
    <Box title={t('calendars.whose')}>
      <ol className="calendar-order">
        {(['user', 'team', 'policy', 'company'] as const).map((whose) => (
          <li key={whose}>{t(`calendars.whose.${whose}`)}</li>
        ))}
      </ol>
      <p className="soft">{t('calendars.help')}</p>
    </Box>
  );
}

/** `/settings/calendars`: when people work. */
export function CalendarsPage() {
  const { t } = useTranslation();
  const [maySee, mayEdit] = [useMay('settings:read'), useMay('settings:edit')];
  const calendars = useCalendars();
  const columns = useColumns();
  const add = mayEdit ? (
    <Button component={Link} to="/settings/calendars/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('calendars.new')}
    </Button>
  ) : null;
  return (
    <Page
      title={t('calendars.title')}
      parent={{ title: t('area.settings.name'), to: '/settings' }}
      actions={maySee ? add : null}
    >
      {maySee ? (
        <Loaded query={calendars}>
          {({ items }) =>
            items.length === 0 ? (
              <Notice icon={IconCalendarTime} title={t('calendars.title')} actions={add}>
                <p>{t('calendars.help')}</p>
              </Notice>
            ) : (
              <div className="with-side">
                <DataTable
                  label={t('calendars.title')}
                  items={items}
                  columns={columns}
                  idOf={({ key }) => key}
                  hrefOf={({ key }) => `/settings/calendars/${key}`}
                />
                <Precedence />
              </div>
            )
          }
        </Loaded>
      ) : (
        <NoRights />
      )}
    </Page>
  );
}
