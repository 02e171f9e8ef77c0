import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { Incident, Page } from '../api/answers.ts';
import { get, post } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMoment } from '../elements/use-moment.ts';
import { useMay } from './use-may.ts';

const gapSchema = z.object({ rowsUntil: z.string().nullable(), seenUntil: z.string() });

/** The open incident of a database that was restored from a backup, for those who may see it. */
export function useRestoredGap(paused: boolean): Incident | null {
  const may = useMay('incident:read');
  const open = useQuery({
    queryKey: ['incidents', 'restore'],
    enabled: may && paused,
    queryFn: ({ signal }) => get<Page<Incident>>('/api/incidents?kind=restore&limit=1', signal),
  });
  return (paused && open.data?.items[0]) || null;
}

/** Says what the database does not know, and lets everything go on once somebody has accepted it. */
export function AcceptGap({ incident, onClose }: { readonly incident: Incident; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const moment = useMoment();
  const gap = gapSchema.safeParse(incident.details);
  const { rowsUntil = null, seenUntil = null } = gap.success ? gap.data : {};
  const accepting = useMutation({
    mutationFn: () => post(`/api/incidents/${incident.id}/resolve`),
    onSuccess: async () => {
      await Promise.all(['me', 'incidents', 'runs'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      tellDone(t('pauseAll.resumed'));
    },
    onError: tellProblem,
    onSettled: onClose,
  });
  return (
    <Confirm
      opened
      danger
      title={t('restored.title')}
      action={t('restored.accept')}
      busy={accepting.isPending}
      onClose={onClose}
      onConfirm={() => accepting.mutate()}
    >
      {[
        rowsUntil && seenUntil ? t('restored.gap', { from: moment(rowsUntil), to: moment(seenUntil) }) : '',
        t('restored.help'),
      ]
        .join(' ')
        .trim()}
    </Confirm>
  );
}
