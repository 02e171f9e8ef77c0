import { Tooltip } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSession } from './session.tsx';

/** Says that no provider is configured and messages stay on this machine. */
export function CapturedMark() {
  const { t } = useTranslation();
  const session = useSession();
  if (!session?.captured) return null;
  return (
    <Tooltip label={t('frame.capturedHelp')} w={260}>
      <span className="chip chip-amber" role="note" aria-label={t('frame.captured')}>
        <IconInbox size={13} stroke={1.7} aria-hidden />
        <span className="captured-word">{t('frame.captured')}</span>
      </span>
    </Tooltip>
  );
}
