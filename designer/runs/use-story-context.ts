import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { longTime, placeOf } from '../elements/format-time.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useWords } from '../i18n/words.ts';
import type { StoryContext } from './story.ts';

/** The words, names and time zone in which a run of a definition is told. */
export function useStoryContext(definition: DefinitionView): StoryContext {
  const { t } = useTranslation();
  const words = useWords();
  const { locale, zone } = useTimeFormat();
  return useMemo(
    () => ({
      definition,
      words,
      t,
      formatTime: (iso: string) =>
        t('time.inPlace', { time: longTime(Date.parse(iso), { locale, zone }), place: placeOf(zone) }),
    }),
    [definition, words, t, locale, zone],
  );
}
