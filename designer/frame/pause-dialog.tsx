import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../api/answers.ts';
import { put } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useWorkflows } from '../workflows/use-workflows.ts';

/** Asks once before everything is paused, or let go on; says how many runs it touches. */
export function PauseDialog({ pause, onClose }: { readonly pause: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const count = useWorkflows().reduce((sum, { activeRuns = 0 }) => sum + activeRuns, 0);
  const changing = useMutation({
    mutationFn: () => put<Settings>('/api/settings', { paused: pause }),
    onSuccess: async () => {
      await Promise.all(['me', 'settings', 'runs', 'run'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      tellDone(t(pause ? 'pauseAll.paused' : 'pauseAll.resumed'));
    },
    onError: tellProblem,
    onSettled: onClose,
  });
  return (
    <Confirm
      opened
      danger={pause}
      title={t(pause ? 'pauseAll.pauseTitle' : 'pauseAll.resumeTitle')}
      action={t(pause ? 'pauseAll.pause' : 'pauseAll.resume')}
      busy={changing.isPending}
      onClose={onClose}
      onConfirm={() => changing.mutate()}
    >
      {t(pause ? 'pauseAll.pauseHelp' : 'pauseAll.resumeHelp', { count })}
    </Confirm>
  );
}
