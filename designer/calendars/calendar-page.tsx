import { IconCopy, IconLock, IconSearchOff, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import type { Calendar, ListedCalendar } from '../api/calendar-answers.ts';
import { remove } from '../api/client.ts';
import { Chip } from '../elements/chip.tsx';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { MoreItem, MoreMenu } from '../elements/more-menu.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { keyFor } from '../settings/key-for.ts';
import { CalendarEditor } from './calendar-editor.tsx';
import { useCalendarName } from './calendar-name.ts';
import { CalendarSelect } from './calendar-select.tsx';
import { useCalendars } from './use-calendars.ts';
import { sayUses } from './uses.tsx';
import '../records/records.css';
import './calendars.css';

function Removal({ calendar, onClose }: { readonly calendar: ListedCalendar; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const nameOf = useCalendarName();
  const removing = useMutation({
    mutationFn: () => remove(`/api/calendars/${calendar.key}`),
    onSuccess: async () => {
      tellDone(t('calendars.deleted'));
      await navigate('/settings/calendars');
      await client.invalidateQueries({ queryKey: ['calendars'] });
    },
    onError: tellProblem,
    onSettled: onClose,
  });
  return (
    <Confirm
      opened
      danger
      title={t('calendars.deleteTitle', { name: nameOf(calendar) })}
      action={t('calendars.delete')}
      busy={removing.isPending}
      onClose={onClose}
      onConfirm={() => removing.mutate()}
    >
      {calendar.key === 'business'
        ? t('calendars.deleteBusiness')
        : calendar.uses.length > 0
          ? t('calendars.deleteUsed', { uses: sayUses(calendar.uses, t) })
          : t('calendars.deleteHelp')}
    </Confirm>
  );
}

function Actions({ calendar }: { readonly calendar: ListedCalendar }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  return (
    <>
      <MoreMenu>
        <MoreItem icon={IconCopy} onClick={() => void navigate(`/settings/calendars/new?copy=${calendar.key}`)}>
          {t('calendars.copy')}
        </MoreItem>
        {calendar.builtIn ? null : (
          <MoreItem icon={IconTrash} danger onClick={() => setRemoving(true)}>
            {t('calendars.delete')}
          </MoreItem>
        )}
      </MoreMenu>
      {removing ? <Removal calendar={calendar} onClose={() => setRemoving(false)} /> : null}
    </>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <Notice icon={IconSearchOff} tone="grey" title={t('problem.missing')}>
      <p>{t('problem.missingHelp')}</p>
    </Notice>
  );
}

type CalendarsProps = {
  readonly calendars: readonly ListedCalendar[];
  readonly reload: () => Promise<ListedCalendar | undefined>;
};

/** A new calendar, which begins as a copy of another. */
function NewCalendar({ calendars }: Pick<CalendarsProps, 'calendars'>) {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const nameOf = useCalendarName();
  const copied = calendars.find(({ key }) => key === (params.get('copy') ?? 'business')) ?? calendars[0];
  if (!copied) return <Missing />;
  const name = params.has('copy') ? t('calendars.copyOf', { name: nameOf(copied) }) : t('calendars.newName');
  const key = keyFor(name, ['new', ...calendars.map((calendar) => calendar.key)], 'calendar');
  const fresh: Calendar = { ...copied, key, name, version: 0, builtIn: false };
  return (
    <>
      <div className="calendar-copy">
        <CalendarSelect
          label={t('calendars.beginAs')}
          value={copied.key}
          onChange={(chosen) => setParams({ copy: chosen }, { replace: true })}
        />
      </div>
      <CalendarEditor
        key={copied.key}
        calendar={fresh}
        isNew
        mayEdit
        uses={[]}
        onReload={() => Promise.resolve(undefined)}
      />
    </>
  );
}

function OldCalendar({
  calendar,
  reload,
}: {
  readonly calendar: ListedCalendar;
  readonly reload: CalendarsProps['reload'];
}) {
  const { t } = useTranslation();
  const mayEdit = useMay('settings:edit') && calendar.key !== 'always';
  const nameOf = useCalendarName();
  const shown = calendar.builtIn ? { ...calendar, name: nameOf(calendar) } : calendar;
  return (
    <>
      {calendar.key === 'always' ? <p className="soft calendar-note">{t('calendars.alwaysStays')}</p> : null}
      <CalendarEditor calendar={shown} isNew={false} mayEdit={mayEdit} uses={calendar.uses} onReload={reload} />
    </>
  );
}

/** `/settings/calendars/:key`, and `new`: the hours, holidays and special days of a calendar. */
export function CalendarPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation();
  const [maySee, mayEdit] = [useMay('settings:read'), useMay('settings:edit')];
  const calendars = useCalendars();
  const nameOf = useCalendarName();
  const isNew = key === 'new';
  const calendar = calendars.data?.items.find((candidate) => candidate.key === key);
  const reload = async () => (await calendars.refetch()).data?.items.find((candidate) => candidate.key === key);
  return (
    <Page
      title={isNew ? t('calendars.new') : calendar ? nameOf(calendar) : t('calendars.one')}
      parent={{ title: t('calendars.title'), to: '/settings/calendars' }}
      chips={calendar && !mayEdit ? <Chip icon={IconLock}>{t('calendars.readOnly')}</Chip> : null}
      actions={calendar && mayEdit ? <Actions calendar={calendar} /> : null}
    >
      {!maySee || (isNew && !mayEdit) ? (
        <NoRights />
      ) : (
        <Loaded query={calendars}>
          {({ items }) =>
            isNew ? (
              <NewCalendar calendars={items} />
            ) : calendar ? (
              <OldCalendar key={key} calendar={calendar} reload={reload} />
            ) : (
              <Missing />
            )
          }
        </Loaded>
      )}
    </Page>
  );
}
