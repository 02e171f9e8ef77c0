import { Button } from '@mantine/core';
import { IconMoodConfuzed } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { Notice } from '../elements/notice.tsx';

/** When a page itself broke: what can still be done. Nothing that was saved is touched. */
export function CrashPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main>
      <Notice
        icon={IconMoodConfuzed}
        tone="amber"
        title={t('problem.crash')}
        actions={<Button onClick={() => window.location.reload()}>{t('problem.reload')}</Button>}
      >
        <p>{t('problem.crashHelp')}</p>
        {error instanceof Error ? <p className="notice-reference">{error.message}</p> : null}
      </Notice>
    </main>
  );
}
