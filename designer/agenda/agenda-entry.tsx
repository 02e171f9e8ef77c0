import { type Icon, IconBeach, IconCheckbox, IconCircleCheck, IconUsers } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../elements/use-now.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import type { AgendaItem } from './agenda-days.ts';
import type { MoveTask } from './use-agenda.ts';

const icons: Readonly<Record<AgendaItem['kind'], Icon>> = {
  task: IconCheckbox,
  meeting: IconUsers,
  absence: IconBeach,
  holiday: IconBeach,
};

/** Where an item is opened. */
export function placeOf({ kind, id }: AgendaItem): string {
  if (kind === 'task') return `/records/task/${id}`;
  return kind === 'meeting' ? `/records/interaction/${id}` : '/absences';
}

/** How an item looks: closed tasks and cancelled meetings faint, overdue tasks red. */
export function toneOf({ kind, state, start }: AgendaItem, now: number): string {
  if (state === 'done' || state === 'cancelled' || state === 'over') return 'past';
  return kind === 'task' && Date.parse(start) < now ? 'late' : kind;
}

export const isMovable = ({ kind, state }: AgendaItem) => kind === 'task' && state === 'open';

const days: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** The time of an item, and what it is, for those who hear it. */
export function useSayItem() {
  const { t } = useTranslation();
  const { locale, zone } = useTimeFormat();
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: zone });
  return {
    /** Of what lasts for days only the days are said. */
    timeOf: ({ start, allDay, kind }: AgendaItem) =>
      allDay || kind === 'absence' ? '' : clock.format(Date.parse(start)),
    nameOf: ({ kind, title, personName, state }: AgendaItem) => {
      const absent = t('agenda.away', { name: personName ?? '' });
      const what = kind === 'absence' ? (title === '' || title === personName ? absent : `${absent}: ${title}`) : title;
      return state === 'done' ? t('agenda.doneItem', { title: what }) : what || t('records.untitled');
    },
  };
}

type EntryProps = {
  readonly item: AgendaItem;
  readonly move: MoveTask | null;
  /** Whether whose it is stands beside it. */
  readonly named: boolean;
};

/** An item in a cell: opened by click, a task moved by dragging or with Shift and an arrow key. */
export function AgendaEntry({ item, move, named }: EntryProps) {
  const { t } = useTranslation();
  const now = useNow();
  const { timeOf, nameOf } = useSayItem();
  const movable = move !== null && isMovable(item);
  const Picture = item.state === 'done' ? IconCircleCheck : icons[item.kind];
  const onKey = (event: KeyboardEvent) => {
    const by = days[event.key];
    if (!movable || !event.shiftKey || by === undefined) return;
    event.preventDefault();
    move(item, { days: by });
  };
  return (
    <Link
      to={placeOf(item)}
      className={`agenda-entry agenda-${toneOf(item, now)}`}
      data-item={item.id}
      draggable={movable}
      {...(movable ? { 'aria-keyshortcuts': 'Shift+ArrowRight Shift+ArrowLeft Shift+ArrowDown Shift+ArrowUp' } : {})}
      onKeyDown={onKey}
      onDragStart={(event) => event.dataTransfer.setData('text/x-cadenza-task', item.id)}
    >
      <Picture size={13} stroke={1.7} aria-hidden />
      <span className="hidden-visually">{t(`agenda.kind.${item.kind}`)}, </span>
      {timeOf(item) === '' ? null : <span className="figures">{timeOf(item)}</span>}
      <span className="agenda-name">{nameOf(item)}</span>
      {named && item.kind !== 'absence' && item.personName !== null ? (
        <span className="hidden-visually">, {item.personName}</span>
      ) : null}
    </Link>
  );
}
