import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { longTime, placeOf } from './format-time.ts';
import { useTimeFormat } from './use-time-format.ts';

/** Says a moment as a part of a sentence, with the place whose clock it is: "Tuesday 24 November at 09:00 in Warsaw". */
export function useMoment(): (iso: string) => string {
  const { t } = useTranslation();
  const { locale, zone } = useTimeFormat();
  return useCallback(
    (iso) => t('time.inPlace', { time: longTime(Date.parse(iso), { locale, zone }), place: placeOf(zone) }),
    [t, locale, zone],
  );
}
