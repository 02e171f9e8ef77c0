import { Button } from '@mantine/core';
import { IconCloudOff, IconLock, IconMoodConfuzed, IconSearchOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.ts';
import { useWords } from '../i18n/words.ts';
import { Notice } from './notice.tsx';

/** What happened, what still works, what to do and an id to quote. Missing rights and missing things have pages of their own. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const problem = error instanceof Problem ? error : null;
  const retry = onRetry ? (
    <Button variant="default" onClick={onRetry}>
      {t('problem.retry')}
    </Button>
  ) : undefined;
  if (problem?.status === 403) {
    return (
      <Notice icon={IconLock} tone="grey" title={t('problem.forbidden')}>
        <p>{t('problem.forbiddenHelp')}</p>
      </Notice>
    );
  }
  if (problem?.status === 404) {
    return (
      <Notice icon={IconSearchOff} tone="grey" title={t('problem.missing')}>
        <p>{t('problem.missingHelp')}</p>
      </Notice>
    );
  }
  if (problem?.status === 0) {
    return (
      <Notice icon={IconCloudOff} tone="amber" title={t('problem.offline')} actions={retry}>
        <p>{t('problem.offlineHelp')}</p>
      </Notice>
    );
  }
  return (
    <Notice
      icon={IconMoodConfuzed}
      tone="amber"
      title={problem ? words.say(problem.title) : t('problem.unknown')}
      actions={retry}
    >
      <p role="alert">{problem?.detail ?? t('problem.unknownHelp')}</p>
      <p>{t('problem.restWorks')}</p>
      {problem?.reference ? (
        <p className="notice-reference">{t('problem.reference', { reference: problem.reference })}</p>
      ) : null}
    </Notice>
  );
}
