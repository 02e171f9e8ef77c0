import { Button } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PauseDialog } from './pause-dialog.tsx';
import { AcceptGap, useRestoredGap } from './restored-gap.tsx';
import { useSession } from './session.tsx';
import { useMay } from './use-may.ts';
import './paused-banner.css';

/** Says on every page that nothing goes on, and lets those who may end it. After a restored backup its gap is accepted first. */
export function PausedBanner() {
  const { t } = useTranslation();
  const paused = useSession()?.paused === true;
  const gap = useRestoredGap(paused);
  const mayResume = useMay('settings:edit');
  const mayAccept = useMay('incident:resolve');
  const [asked, setAsked] = useState(false);
  const close = () => setAsked(false);
  return (
    <>
      <div className={paused ? 'paused-banner' : 'hidden-visually'} role="status">
        {paused ? (
          <>
            <IconPlayerPause size={16} stroke={1.7} aria-hidden />
            <div className="paused-words">
              <b>{t('pauseAll.banner')}</b>{' '}
              {gap ? t('restored.banner') : <span className="paused-help">{t('pauseAll.bannerHelp')}</span>}
            </div>
            {(gap ? mayAccept : mayResume) ? (
              <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
                {gap ? t('restored.look') : t('pauseAll.resume')}
              </Button>
            ) : null}
          </>
        ) : null}
      </div>
      {asked && gap ? <AcceptGap incident={gap} onClose={close} /> : null}
      {asked && !gap ? <PauseDialog pause={false} onClose={close} /> : null}
    </>
  );
}
