import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PauseDialog } from './pause-dialog.tsx';
import { useSession } from './session.tsx';
import { useMay } from './use-may.ts';
import './paused-banner.css';

/** Says on every page that nothing goes on, and lets those who may end it. */
export function PausedBanner() {
  const { t } = useTranslation();
  const paused = useSession()?.paused === true;
  const mayResume = useMay('settings:edit');
  const [asked, setAsked] = useState(false);
  return (
    <>
      <div className={paused ? 'paused-banner' : 'hidden-visually'} role="status">
        {paused ? (
          <>
            <IconPlayerPause size={16} stroke={1.7} aria-hidden />
            <div className="paused-words">
              <b>{t('pauseAll.banner')}</b> <span>{t('pauseAll.bannerHelp')}</span>
            </div>
            {mayResume ? (
              <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
                {t('pauseAll.resume')}
              </Button>
            ) : null}
          </>
        ) : null}
      </div>
      {asked ? <PauseDialog pause={false} onClose={() => setAsked(false)} /> : null}
    </>
  );
}
