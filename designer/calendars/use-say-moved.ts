import { useTranslation } from 'react-i18next';
import type { Moved } from '../api/calendar-answers.ts';
import { useLocale } from '../i18n/use-locale.ts';

/** "2 waits and 1 clock", of what storing it would plan anew. */
export function useSayMoved(): (moved: Moved) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  return (moved) => {
    const parts = Object.entries(moved).flatMap(([what, count]) =>
      count === 0 ? [] : [t(`calendars.moved.${what}`, { count, defaultValue: `${count} ${what}` })],
    );
    return parts.length === 0
      ? t('calendars.movedNothing')
      : t('calendars.movedThese', { things: new Intl.ListFormat(locale).format(parts) });
  };
}
