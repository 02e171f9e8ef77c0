import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './bulk-bar.css';

type BulkBarProps = {
  readonly count: number;
  readonly onClear: () => void;
  /** Beside the count: a way to choose more. */
  readonly more?: ReactNode;
  readonly children: ReactNode;
};

/** What can be done with the chosen rows: comes up from below while some are chosen. */
export function BulkBar({ count, onClear, more, children }: BulkBarProps) {
  const { t } = useTranslation();
  return (
    <section className="bulk-bar" aria-label={t('bulk.label')} hidden={count === 0}>
      <span className="bulk-count" aria-live="polite">
        {t('bulk.count', { count })}
      </span>
      {more}
      <div className="bulk-actions">{children}</div>
      <CloseButton aria-label={t('bulk.clear')} onClick={onClear} />
    </section>
  );
}
