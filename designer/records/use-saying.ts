import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMoment } from '../elements/use-moment.ts';
import { useLocale } from '../i18n/use-locale.ts';
import type { Saying } from './say-value.ts';
import { useNamedWords } from './use-named-words.ts';

/** How values are told in sentences: in the words, names and time zone of the reader. */
export function useSaying(): Saying {
  const { t } = useTranslation();
  const words = useNamedWords();
  const locale = useLocale();
  const formatTime = useMoment();
  return useMemo(() => ({ t, words, locale, formatTime }), [t, words, locale, formatTime]);
}
