import { useTranslation } from 'react-i18next';
import type { Calendar } from '../api/calendar-answers.ts';
import { useLocale } from '../i18n/use-locale.ts';
import { weekdays } from './calendar-draft.ts';

/** The name of an ISO weekday (1 Monday … 7 Sunday). */
export function weekdayName(day: number, locale: string, weekday: 'long' | 'short' = 'long'): string {
  // 5 January 1970 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format((4 + day - 1) * 86_400_000);
}

/** The hours of a week in short: "Mon–Fri 09:00–17:00, Sat 10:00–14:00"; days that are alike stand together. */
export function useSayHours(): (calendar: Pick<Calendar, 'weekly'>) => string {
  const locale = useLocale();
  const { t } = useTranslation();
  const short = (day: number) => weekdayName(day, locale, 'short');
  return ({ weekly }) => {
    const hoursOf = (day: number) => (weekly[weekdays[day - 1] ?? '1'] ?? []).map((one) => one.join('–')).join(', ');
    const parts: { from: number; to: number; hours: string }[] = [];
    for (const day of [1, 2, 3, 4, 5, 6, 7]) {
      const last = parts.at(-1);
      const hours = hoursOf(day);
      if (last && last.hours === hours && last.to === day - 1) last.to = day;
      else parts.push({ from: day, to: day, hours });
    }
    const worked = parts.filter(({ hours }) => hours !== '');
    if (worked.length === 1 && worked[0]?.hours === '00:00–24:00' && worked[0].to === 7 && worked[0].from === 1)
      return t('calendars.dayAndNight');
    return worked
      .map(({ from, to, hours }) => `${from === to ? short(from) : `${short(from)}–${short(to)}`} ${hours}`)
      .join(' · ');
  };
}
