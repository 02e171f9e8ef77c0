import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { weekdayName } from '../calendars/say-hours.ts';
import { useLocale } from '../i18n/use-locale.ts';
import type { AgendaDay, AgendaItem } from './agenda-days.ts';
import { AgendaEntry } from './agenda-entry.tsx';
import type { MoveTask } from './use-agenda.ts';

const dragged = 'text/x-cadenza-task';

type GridProps = {
  readonly view: 'month' | 'week';
  readonly days: readonly AgendaDay[];
  /** `YYYY-MM` of the month that is shown: days of others are faint. */
  readonly month: string;
  readonly today: string;
  readonly named: boolean;
  readonly move: MoveTask | null;
  /** Where the whole of a day is. */
  readonly hrefOf: (date: string) => string;
};

type CellProps = Omit<GridProps, 'days'> & {
  readonly day: AgendaDay;
  readonly itemOf: (id: string) => AgendaItem | undefined;
};

/** In a month, as many as fit; the rest is a click away. */
const most = 4;

type Target = Pick<CellProps, 'move' | 'itemOf'> & { readonly date: string };

/** A day on which tasks can be dropped. */
function useDropTarget({ date, move, itemOf }: Target) {
  const [over, setOver] = useState(false);
  return {
    over,
    onDragOver: (event: DragEvent) => {
      if (move === null || !event.dataTransfer.types.includes(dragged)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const item = itemOf(event.dataTransfer.getData(dragged));
      if (move === null || item === undefined) return;
      event.preventDefault();
      move(item, date);
    },
  };
}

/** The number of a day, said in full to those who hear it, and its holiday. */
function Head({ day: { date, holiday } }: { readonly day: AgendaDay }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const long = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(date));
  return (
    <div className="agenda-head">
      <span className="agenda-number">
        <span aria-hidden>{Number(date.slice(8))}</span>
        <span className="hidden-visually">{long}</span>
      </span>
      {holiday === null ? null : <span className="agenda-holiday-name">{holiday || t('agenda.holiday')}</span>}
    </div>
  );
}

function Cell({ view, day, month, today, named, move, hrefOf, itemOf }: CellProps) {
  const { t } = useTranslation();
  const { over, ...target } = useDropTarget({ date: day.date, move, itemOf });
  const shown = view === 'month' && day.items.length > most ? day.items.slice(0, most - 1) : day.items;
  const rest = day.items.length - shown.length;
  const classes = [
    'agenda-cell',
    day.holiday === null ? '' : 'agenda-holiday',
    view === 'month' && !day.date.startsWith(month) ? 'agenda-other' : '',
    day.date === today ? 'agenda-today' : '',
    over ? 'agenda-over' : '',
  ];
  return (
    <td
      className={classes.filter(Boolean).join(' ')}
      data-date={day.date}
      {...(day.date === today ? { 'aria-current': 'date' as const } : {})}
      {...target}
    >
      <Head day={day} />
      {shown.length === 0 ? null : (
        <ul className="agenda-items">
          {shown.map((item) => (
            <li key={`${item.kind} ${item.id}`}>
              <AgendaEntry item={item} move={move} named={named} />
            </li>
          ))}
        </ul>
      )}
      {rest > 0 ? (
        <Link className="agenda-more" to={hrefOf(day.date)}>
          {t('agenda.more', { count: rest })}
        </Link>
      ) : null}
    </td>
  );
}

/** A month or a week as a table: weeks from Monday on. */
export function AgendaGrid({ days, ...rest }: GridProps) {
  const locale = useLocale();
  const { t } = useTranslation();
  const items = new Map(days.flatMap((day) => day.items.map((item) => [item.id, item] as const)));
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));
  return (
    <div className="agenda-frame">
      <table className={`agenda agenda-of-${rest.view}`} aria-label={t('area.calendar.name')}>
        <thead>
          <tr>
            {[1, 2, 3, 4, 5, 6, 7].map((day) => (
              <th key={day} scope="col">
                {weekdayName(day, locale, 'short')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.date}>
              {week.map((day) => (
                <Cell key={day.date} day={day} itemOf={(id) => items.get(id)} {...rest} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
