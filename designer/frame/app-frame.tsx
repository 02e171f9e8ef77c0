import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { useLiveUpdates } from '../api/live-updates.ts';
import { Search } from './search.tsx';
import { SideNav } from './side-nav.tsx';
import { useMay } from './use-may.ts';
import './frame.css';

/** Navigation beside every page of the signed-in app. */
export function AppFrame() {
  const { t } = useTranslation();
  useLiveUpdates(useMay('stream:read'));
  return (
    <div className="app">
      <a className="skip-link" href="#content">
        {t('frame.skip')}
      </a>
      <SideNav />
      <Outlet />
      <Search />
    </div>
  );
}
