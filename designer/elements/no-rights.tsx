import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Notice } from './notice.tsx';

/** In the place of a page that the user may not see. */
export function NoRights() {
  const { t } = useTranslation();
  return (
    <Notice icon={IconLock} tone="grey" title={t('problem.forbidden')}>
      <p>{t('problem.forbiddenHelp')}</p>
    </Notice>
  );
}
