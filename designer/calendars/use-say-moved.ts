import { useTranslation } from 'react-i18next';
import type { Moved } from '../api/calendar-answers.ts';
import { useLocale } from '../i18n/use-locale.ts';

/** "2 waits and 1 clock", of what storing it would plan anew; undefined until that is known, null when it cannot be told. */
export function useSayMoved(): (preview: { readonly moved: Moved } | null | undefined) => string {
  const { t } = useTranslation();
  const locale = useLocale();
  return (preview) => {
    if (preview === undefined) return '…';
    if (preview === null) return t('calendars.movedUnknown');
    const parts = Object.entries(preview.moved).flatMap(([what, count]) =>
      count === 0 ? [] : [t(`calendars.moved.${what}`, { count, defaultValue: `${count} ${what}` })],
    );
    return parts.length === 0
      ? t('calendars.movedNothing')
      : t('calendars.movedThese', { things: new Intl.ListFormat(locale).format(parts) });
  };
}
