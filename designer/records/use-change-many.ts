import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { tellDone, tellMany, tellProblem } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';
import { asBefore, changeMany } from './change-many.ts';
import { useRecordsChanged } from './use-records-changed.ts';

export type ManyChange = {
  readonly items: Parameters<typeof changeMany>[1];
  /** Fields that can be set back to what they were. */
  readonly undo: readonly string[];
};

/** Changes many records at once, with the way back where there is one. */
export function useChangeMany(type: RecordTypeKey, records: readonly RecordJson[], onDone: () => void) {
  const { t } = useTranslation();
  const words = useWords();
  const changed = useRecordsChanged(type);
  return useMutation({
    mutationFn: async ({ items, undo }: ManyChange) => ({ outcome: await changeMany(type, items), undo }),
    onError: tellProblem,
    onSuccess: async ({ outcome, undo }) => {
      const back = asBefore(records, { ids: outcome.done, fields: undo });
      const takeBack = () =>
        void changeMany(type, back)
          .then(changed)
          .then(() => tellDone(t('bulk.undone')))
          .catch(tellProblem);
      tellMany(
        { done: outcome.done.length, refused: outcome.refused, reason: outcome.reason && words.issue(outcome.reason) },
        undo.length > 0 && back.length > 0 ? takeBack : undefined,
      );
      onDone();
      await changed();
    },
  });
}
