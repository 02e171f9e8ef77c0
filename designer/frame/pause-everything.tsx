import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PauseDialog } from './pause-dialog.tsx';
import { useSession } from './session.tsx';
import { useMay } from './use-may.ts';

/** The emergency stop, for those who may: nothing while it is pulled, as the banner lets go on then. */
export function PauseEverything() {
  const { t } = useTranslation();
  const paused = useSession()?.paused === true;
  const mayPause = useMay('settings:edit');
  const [asked, setAsked] = useState(false);
  if (!mayPause || (paused && !asked)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPlayerPause size={16} stroke={1.5} aria-hidden />}
        onClick={() => setAsked(true)}
      >
        {t('pauseAll.pause')}
      </Button>
      {asked ? <PauseDialog pause onClose={() => setAsked(false)} /> : null}
    </>
  );
}
