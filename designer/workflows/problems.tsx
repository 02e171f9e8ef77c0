import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import { useWords } from '../i18n/words.ts';
import './problems.css';

type ProblemsProps = {
  readonly issues: readonly Issue[];
  readonly onOpen: (issue: Issue) => void;
  /** What tells people where it is; the path where nothing is said. */
  readonly placeOf?: (issue: Issue) => string | null;
};

/** The problems of a draft; each opens its place. */
export function Problems({ issues, onOpen, placeOf }: ProblemsProps) {
  const { t } = useTranslation();
  const words = useWords();
  if (issues.length === 0) {
    return (
      <p className="soft">
        <IconCircleCheck
          size={15}
          stroke={1.7}
          aria-hidden
          style={{ verticalAlign: '-3px', marginRight: 6, color: 'var(--green)' }}
        />
        {t('problems.none')}
      </p>
    );
  }
  const sorted = [...issues].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
  return (
    <ul className="problems">
      {sorted.map((issue) => {
        const place = placeOf?.(issue) ?? null;
        const Picture = issue.severity === 'error' ? IconCircleX : IconAlertTriangle;
        return (
          <li key={`${issue.code} ${issue.path} ${issue.message}`}>
            <button
              type="button"
              className={`problem ${issue.severity}`}
              onClick={() => onOpen(issue)}
              title={issue.message}
            >
              <Picture size={15} stroke={1.7} role="img" aria-label={t(`problems.${issue.severity}`)} />
              <span>
                {place === null ? null : <b>{place}: </b>}
                {words.issue(issue)} {place === null ? <code>{issue.path}</code> : null}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
