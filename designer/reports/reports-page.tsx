import { IconLifebuoy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { NoRights } from '../elements/no-rights.tsx';
import { Square } from '../elements/square.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import './reports.css';

/** `/reports`: the reports there are and that the user may read. */
export function ReportsPage() {
  const { t } = useTranslation();
  const reports = [{ key: 'cases', to: '/reports/cases', icon: IconLifebuoy, may: useMay('case:read') }].filter(
    ({ may }) => may,
  );
  return (
    <Page title={t('area.reports.name')}>
      {reports.length === 0 ? (
        <NoRights />
      ) : (
        <div className="report-list">
          {reports.map(({ key, to, icon }) => (
            <Link key={key} className="report-card" to={to}>
              <Square icon={icon} group="records" />
              <div>
                <h2>{t(`reports.${key}.name`)}</h2>
                <p>{t(`reports.${key}.help`)}</p>
              </div>
            </Link>
          ))}
        </div>
      )}
    </Page>
  );
}
