import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { problemText } from '../elements/problem-text.ts';
import { useWords } from '../i18n/words.ts';
import type { Keeping } from './draft-saver.ts';
import type { Draft } from './use-draft.ts';

const pictures = {
  saved: IconCloudCheck,
  unsaved: IconCloudUp,
  saving: IconCloudUp,
  offline: IconCloudOff,
  conflict: IconAlertTriangle,
  refused: IconAlertTriangle,
} as const satisfies Record<Keeping['state'], unknown>;

/** Whether the draft is saved, beside the buttons. */
export function KeepingState({ keeping }: Pick<Draft, 'keeping'>) {
  const { t } = useTranslation();
  // To be saved and being saved look alike: who draws need not see each save begin.
  const state = keeping.state === 'unsaved' ? 'saving' : keeping.state;
  const Picture = pictures[state];
  return (
    <span className={`keeping ${state}`} role="status">
      <Picture size={16} stroke={1.5} aria-hidden />
      {t(`editor.keeping.${state}`)}
    </span>
  );
}

/** Why the draft is not saved, and what to do about it. */
export function KeepingProblem({ keeping, keepMine, takeTheirs }: Pick<Draft, 'keeping' | 'keepMine' | 'takeTheirs'>) {
  const { t } = useTranslation();
  const words = useWords();
  if (keeping.state === 'refused') {
    return (
      <Alert color="red" variant="light" role="alert" radius={0} p="sm" title={t('editor.refused')}>
        {problemText(keeping.error, words)}
      </Alert>
    );
  }
  if (keeping.state !== 'conflict') return null;
  return (
    <Alert color="red" variant="light" role="alert" radius={0} p="sm" title={t('json.conflict')}>
      {t('editor.conflictHelp')}{' '}
      <Button size="compact-sm" variant="default" onClick={() => void takeTheirs()}>
        {t('json.keepTheirs')}
      </Button>{' '}
      <Button size="compact-sm" variant="default" onClick={() => void keepMine()}>
        {t('json.keepMine')}
      </Button>
    </Alert>
  );
}
