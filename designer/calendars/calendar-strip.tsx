import { IconCalendarOff, IconStar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Box } from '../elements/box.tsx';
import { timeOfDay } from '../elements/time-of-day.ts';
import { useLocale } from '../i18n/use-locale.ts';
import type { CountedDay } from './calendar-days.ts';

const clock = (minutes: number) => (minutes === 1440 ? '24:00' : timeOfDay(minutes));
const percent = (minutes: number) => `${(minutes / 1440) * 100}%`;

function Day({ day }: { readonly day: CountedDay }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const at = Date.parse(day.date);
  const say = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(at);
  const hours = (day.minutes / 60).toLocaleString(locale, { maximumFractionDigits: 2 });
  return (
    <li className={`strip-day strip-${day.kind}${day.minutes === 0 ? ' strip-free' : ''}`}>
      <b>
        {say({ weekday: 'short' })} <span className="figures">{say({ day: 'numeric', month: 'numeric' })}</span>
      </b>
      <span className="strip-bar" aria-hidden>
        {day.times.map(({ from, to }) => (
          <span key={from} style={{ left: percent(from), width: percent(to - from) }} />
        ))}
      </span>
      <span className="figures strip-times">
        {day.minutes === 0
          ? t('calendars.free')
          : day.times.map(({ from, to }) => (
              <span key={from}>
                {clock(from)}–{clock(to)}
              </span>
            ))}
      </span>
      {day.minutes === 0 ? null : <span className="soft figures">{t('calendars.hoursOf', { hours })}</span>}
      {day.kind === 'usual' ? null : (
        <span className="strip-mark">
          {day.kind === 'holiday' ? (
            <IconCalendarOff size={12} stroke={1.7} aria-hidden />
          ) : (
            <IconStar size={12} stroke={1.7} aria-hidden />
          )}
          {day.name ?? t(`calendars.day.${day.kind}`)}
        </span>
      )}
    </li>
  );
}

/** The coming days as they count: when work is done, what is free and why. */
export function CalendarStrip({ days }: { readonly days: readonly CountedDay[] }) {
  const { t } = useTranslation();
  return (
    <Box title={t('calendars.strip')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <ul className="strip" aria-label={t('calendars.strip')} tabIndex={0}>
        {days.map((day) => (
          <Day key={day.date} day={day} />
        ))}
      </ul>
    </Box>
  );
}
