import { useTranslation } from 'react-i18next';
import { Notice } from '../elements/notice.tsx';
import type { Area } from './areas.ts';
import { Page } from './page.tsx';

/** An area that is not built yet: says plainly what it will be for and where its work is done until then. */
export function LaterPage({ area }: { area: Area }) {
  const { t } = useTranslation();
  return (
    <Page title={t(`area.${area.key}.name`)}>
      <Notice icon={area.icon} tone="grey" title={t(`area.${area.key}.later`)}>
        <p>{t(`area.${area.key}.untilThen`)}</p>
      </Notice>
    </Page>
  );
}
