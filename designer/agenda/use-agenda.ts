import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { get, query } from '../api/client.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useTaskChange } from '../tasks/use-task-change.ts';
import { type AgendaItem, dateIn, daysLater, onDate, periodOf } from './agenda-days.ts';

export const whoseAgenda = ['mine', 'team', 'all'] as const;
export type WhoseAgenda = (typeof whoseAgenda)[number];

type Agenda = { readonly items: readonly AgendaItem[]; readonly truncated: boolean };

/** What stands in the calendar on some dates. */
export function useAgenda(dates: readonly string[], who: WhoseAgenda) {
  const { zone } = useTimeFormat();
  const period = periodOf(dates, zone);
  return useQuery({
    queryKey: ['agenda', who, period.from, period.to],
    queryFn: ({ signal }) => get<Agenda>(`/api/calendar${query({ ...period, who })}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export type MoveTask = (item: AgendaItem, to: string | { readonly days: number }) => void;

/** Puts a task on another date, or some days on, at its time of day. */
export function useMoveTask(): MoveTask {
  const { t } = useTranslation();
  const { zone, locale } = useTimeFormat();
  const change = useTaskChange();
  return ({ id, start, title }, to) => {
    const date = typeof to === 'string' ? to : daysLater(dateIn(zone, Date.parse(start)), to.days);
    if (date === dateIn(zone, Date.parse(start))) return;
    const dueAt = onDate(start, date, zone);
    const said = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone });
    change.mutate({
      task: { id, dueAt: start },
      fields: { dueAt },
      done: t('agenda.moved', { title, date: said.format(Date.parse(dueAt)) }),
    });
  };
}
