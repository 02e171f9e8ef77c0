import { useTranslation } from 'react-i18next';
import type { Absence } from '../api/approval-answers.ts';
import { patch, remove } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useAbsenceChange } from './use-absence-change.ts';

/** Somebody is back, or does not go: a running absence ends now and stays in the list, a planned one goes. */
export function EndAbsence({ absence, onClose }: { readonly absence: Absence; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const running = absence.state === 'running';
  const path = `/api/absences/${absence.id}`;
  const ending = useAbsenceChange(() =>
    running ? patch<unknown>(path, { until: new Date().toISOString() }) : remove<unknown>(path),
  );
  const done = () => tellDone(t(running ? 'absences.ended' : 'absences.removed'));
  return (
    <Confirm
      opened
      title={t(running ? 'absences.endTitle' : 'absences.removeTitle', { name: absence.userName })}
      action={t(running ? 'absences.end' : 'absences.remove')}
      busy={ending.isPending}
      onClose={onClose}
      onConfirm={() => ending.mutate(undefined, { onSuccess: done, onError: tellProblem, onSettled: onClose })}
    >
      {t('absences.endHelp')}
    </Confirm>
  );
}
