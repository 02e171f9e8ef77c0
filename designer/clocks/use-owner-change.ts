import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../api/problem.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useSession } from '../frame/session.tsx';
import { useRecordsChanged } from '../records/use-records-changed.ts';
import { giveRecord, type OwnedRecord } from './give-record.ts';

/** Gives a record to a user: to the one who sees whose it is. Who comes second is told, and sees whose it is by now. */
export function useOwnerChange(record: OwnedRecord) {
  const { type } = record;
  const { t } = useTranslation();
  const client = useQueryClient();
  const changed = useRecordsChanged(type);
  const me = useSession()?.user.id;
  const refresh = () => Promise.all([changed(), client.invalidateQueries({ queryKey: ['clocks'] })]);
  return useMutation({
    mutationFn: (ownerId: string | null) => giveRecord(record, ownerId),
    onSuccess: async (_, ownerId) => {
      tellDone(ownerId === me ? t('cases.claimed') : t('board.reassigned'));
      await refresh();
    },
    onError: (error) => {
      if (isProblem(error, 'version-conflict')) void refresh();
      tellProblem(error);
    },
  });
}
