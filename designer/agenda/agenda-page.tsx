import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../elements/loaded.tsx';
import { useNow } from '../elements/use-now.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { NewTask } from '../tasks/new-task.tsx';
import { type AgendaView, agendaViews, dateIn, datesOf, daysOf, stepped } from './agenda-days.ts';
import { AgendaGrid } from './agenda-grid.tsx';
import { AgendaList } from './agenda-list.tsx';
import { useAgenda, useMoveTask, type WhoseAgenda, whoseAgenda } from './use-agenda.ts';
import './agenda.css';

type Shown = {
  readonly view: AgendaView;
  readonly who: WhoseAgenda;
  readonly date: string;
  readonly today: string;
  readonly change: (changes: { readonly view?: string; readonly who?: string; readonly date?: string }) => void;
};

const isDate = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What the address says is shown; on a phone a list where it says nothing. */
function useShown(): Shown {
  const [values, change] = useUrlFilters(['view', 'who', 'date']);
  const phone = useMediaQuery('(max-width: 639px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const { zone } = useTimeFormat();
  const today = dateIn(zone, useNow());
  return {
    view: agendaViews.find((view) => view === values.view) ?? (phone ? 'list' : 'month'),
    who: whoseAgenda.find((who) => who === values.who) ?? 'mine',
    date: isDate(values.date) ? values.date : today,
    today,
    change,
  };
}

/** The period that is shown: "November 2026", "23 – 29 Nov 2026". */
function usePeriodName({ view, date }: Shown): string {
  const { locale } = useTimeFormat();
  const dates = datesOf(view, date);
  const at = (iso: string | undefined) => Date.parse(iso ?? date);
  return view === 'week'
    ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).formatRange(at(dates[0]), at(dates[6]))
    : new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(at(date));
}

function Tools({ shown }: { readonly shown: Shown }) {
  const { t } = useTranslation();
  const { view, who, date, today, change } = shown;
  const name = usePeriodName(shown);
  const step = (by: 1 | -1) => change({ date: stepped(view, date, by) });
  return (
    <div className="agenda-tools">
      <Button variant="default" size="compact-md" onClick={() => change({ date: '' })} disabled={date === today}>
        {t('agenda.today')}
      </Button>
      <ActionIcon variant="default" size={30} aria-label={t('agenda.before')} onClick={() => step(-1)}>
        <IconChevronLeft size={17} stroke={1.5} />
      </ActionIcon>
      <ActionIcon variant="default" size={30} aria-label={t('agenda.after')} onClick={() => step(1)}>
        <IconChevronRight size={17} stroke={1.5} />
      </ActionIcon>
      <h2 className="agenda-period" aria-live="polite">
        {name}
      </h2>
      <SegmentedControl
        size="xs"
        aria-label={t('agenda.whose')}
        value={who}
        data={whoseAgenda.map((value) => ({ value, label: t(`agenda.who.${value}`) }))}
        onChange={(value) => change({ who: value === 'mine' ? '' : value })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('agenda.view')}
        value={view}
        data={agendaViews.map((value) => ({ value, label: t(`agenda.view.${value}`) }))}
        onChange={(value) => change({ view: value })}
      />
    </div>
  );
}

/** A day that was asked for in a list is brought into view. */
function useDayInView({ view, date }: Shown, ready: boolean) {
  useEffect(() => {
    if (view === 'list' && ready) document.getElementById(`day-${date}`)?.scrollIntoView({ block: 'nearest' });
  }, [view, date, ready]);
}

function Content({ shown }: { readonly shown: Shown }) {
  const { t } = useTranslation();
  const { view, who, date, today } = shown;
  const { zone } = useTimeFormat();
  const moving = useMoveTask();
  const move = useMay('task:update') ? moving : null;
  const dates = datesOf(view, date);
  const agenda = useAgenda(dates, who);
  useDayInView(shown, agenda.data !== undefined);
  return (
    <Loaded query={agenda}>
      {({ items, truncated }) => {
        const days = daysOf(dates, items, zone);
        const common = { days, today, named: who !== 'mine', move };
        return (
          <>
            {truncated ? <p className="soft agenda-hint">{t('agenda.truncated')}</p> : null}
            {view === 'list' ? (
              <AgendaList {...common} />
            ) : (
              <AgendaGrid
                {...common}
                view={view}
                month={date.slice(0, 7)}
                hrefOf={(day) => `/calendar?view=list&date=${day}${who === 'mine' ? '' : `&who=${who}`}`}
              />
            )}
            {move === null ? null : <p className="soft agenda-hint agenda-keys">{t('agenda.keys')}</p>}
          </>
        );
      }}
    </Loaded>
  );
}

/** `/calendar`: tasks, meetings and absences of oneself, one's team or everybody, with the holidays one has. */
export function AgendaPage() {
  const { t } = useTranslation();
  const shown = useShown();
  const [creating, setCreating] = useState(false);
  const mayCreate = useMay('task:create');
  return (
    <Page
      title={t('area.calendar.name')}
      actions={
        mayCreate ? (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
            {t('tasks.new')}
          </Button>
        ) : null
      }
    >
      <Tools shown={shown} />
      <Content shown={shown} />
      {creating ? <NewTask due={`${shown.date}T09:00`} onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}
