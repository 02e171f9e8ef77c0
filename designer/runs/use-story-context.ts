import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { useMoment } from '../elements/use-moment.ts';
import { useNamedWords } from '../records/use-named-words.ts';
import type { StoryContext } from './story.ts';

/** The words, names and time zone in which a run of a definition is told. */
export function useStoryContext(definition: DefinitionView): StoryContext {
  const { t } = useTranslation();
  const words = useNamedWords();
  const formatTime = useMoment();
  return useMemo(() => ({ definition, words, t, formatTime }), [definition, words, t, formatTime]);
}
