import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { patch } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useSession } from '../frame/session.tsx';
import { useRecordsChanged } from '../records/use-records-changed.ts';

type Owned = { readonly type: RecordTypeKey; readonly id: string; readonly version: number | null };

/** Gives a record to a user: to the one who sees it as it is. Who comes second is told, and sees whose it is by now. */
export function useOwnerChange({ type, id, version }: Owned) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const changed = useRecordsChanged(type);
  const me = useSession()?.user.id;
  const refresh = () => Promise.all([changed(), client.invalidateQueries({ queryKey: ['clocks'] })]);
  return useMutation({
    mutationFn: (ownerId: string | null) =>
      patch<RecordJson>(`/api/records/${type}/${id}`, { ownerId }, version ?? undefined),
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
