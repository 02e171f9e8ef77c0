import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { useLiveUpdates } from '../api/live-updates.ts';
import { PausedBanner } from './paused-banner.tsx';
import { Search } from './search.tsx';
import { SideNav } from './side-nav.tsx';
import { useMay } from './use-may.ts';
import './frame.css';

/** Navigation beside every page of the signed-in app; above all of it, that everything is paused. */
export function AppFrame() {
  const { t } = useTranslation();
  useLiveUpdates(useMay('stream:read'));
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        {t('frame.skip')}
      </a>
      <PausedBanner />
      <div className="app">
        <SideNav />
        <Outlet />
      </div>
      <Search />
    </div>
  );
}
