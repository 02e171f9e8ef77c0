import { useMemo } from 'react';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { useSaying } from '../records/use-saying.ts';
import type { StoryContext } from './story.ts';

/** What a run of a definition is told with. */
export function useStoryContext(definition: DefinitionView): StoryContext {
  const saying = useSaying();
  return useMemo(() => ({ ...saying, definition }), [saying, definition]);
}
