import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { outletName, stepName } from '../canvas/step-text.ts';
import { useWords } from '../i18n/words.ts';
import type { LineStart } from './edit-steps.ts';

/** Says what a step is put behind: for the button that does it (`insert`), and for the dialog that it opens (`place`). */
export type LineName = (from: LineStart, what: 'insert' | 'place', alsoBy?: readonly string[]) => string;

/** What lines are called by the step they leave, and by their outlet where it has several. */
export function useLineName(view: DefinitionView): LineName {
  const { t } = useTranslation();
  const words = useWords();
  return useCallback(
    (from, what, alsoBy = []) => {
      if (from === 'triggers') return t(`editor.${what}Begin`);
      const step = view.steps[from.stepId];
      const name = stepName(step, from.stepId, words);
      if (Object.keys(step?.next ?? {}).length < 2) return t(`editor.${what}After`, { name });
      const outlet = [from.outlet, ...alsoBy].map((one) => outletName(step, one, words)).join(' · ');
      return t(`editor.${what}Outlet`, { name, outlet });
    },
    [view, t, words],
  );
}
