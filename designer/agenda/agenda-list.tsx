import { useTranslation } from 'react-i18next';
import { Chip } from '../elements/chip.tsx';
import { useLocale } from '../i18n/use-locale.ts';
import { DueMenu } from '../tasks/due-menu.tsx';
import type { AgendaDay, AgendaItem } from './agenda-days.ts';
import { AgendaEntry, isMovable } from './agenda-entry.tsx';
import type { MoveTask } from './use-agenda.ts';

type ListProps = {
  readonly days: readonly AgendaDay[];
  readonly today: string;
  readonly named: boolean;
  readonly move: MoveTask | null;
};

function Row({ item, named, move }: { readonly item: AgendaItem } & Pick<ListProps, 'named' | 'move'>) {
  return (
    <li className="agenda-row">
      <AgendaEntry item={item} move={move} named={named} />
      {named && item.personName !== null && item.kind !== 'absence' ? (
        <span className="soft agenda-person">{item.personName}</span>
      ) : null}
      {move !== null && isMovable(item) ? (
        <DueMenu task={{ id: item.id, title: item.title, dueAt: item.start }} />
      ) : null}
    </li>
  );
}

/** Days on which something is, one below the other. */
export function AgendaList({ days, today, named, move }: ListProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const filled = days.filter(({ date, items, holiday }) => items.length > 0 || holiday !== null || date === today);
  const say = (date: string) =>
    new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
      Date.parse(date),
    );
  return (
    <div className="agenda-days">
      {filled.map(({ date, items, holiday }) => (
        <section
          key={date}
          className={date === today ? 'agenda-day agenda-day-today' : 'agenda-day'}
          id={`day-${date}`}
        >
          <h2>
            {say(date)}
            {date === today ? <Chip tone="accent">{t('agenda.today')}</Chip> : null}
            {holiday === null ? null : <Chip tone="amber">{holiday || t('agenda.holiday')}</Chip>}
          </h2>
          {items.length === 0 ? (
            date === today && <p className="soft agenda-nothing">{t('agenda.nothing')}</p>
          ) : (
            <ul className="agenda-rows">
              {items.map((item) => (
                <Row key={`${item.kind} ${item.id}`} item={item} named={named} move={move} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </div>
  );
}
