import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Issue } from '../../domain/errors.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { stepName } from '../canvas/step-text.ts';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { Problems } from './problems.tsx';

type ProblemsDrawerProps = {
  readonly definition: DefinitionView;
  readonly issues: readonly Issue[];
  readonly onOpen: (issue: Issue) => void;
};

/** The problems of a draft below its canvas, with the way to its JSON. */
export function ProblemsDrawer({ definition, issues, onOpen }: ProblemsDrawerProps) {
  const { t } = useTranslation();
  const words = useWords();
  const mayEdit = useMay('workflow:edit');
  const edit = mayEdit ? (
    <Link className="drawer-link" to="?tab=json">
      {t('canvas.edit')}
    </Link>
  ) : null;
  return (
    <section className="drawer" aria-label={t('problems.title')}>
      {issues.length === 0 ? null : (
        <div className="drawer-head">
          <h2 className="box-title drawer-title">{t('problems.titleCount', { count: issues.length })}</h2>
          {edit}
        </div>
      )}
      <div className={`drawer-body${issues.length === 0 ? ' drawer-line' : ''}`}>
        <Problems
          issues={issues}
          placeOf={({ stepId }) => (stepId ? stepName(definition.steps[stepId], stepId, words) : null)}
          onOpen={onOpen}
        />
        {issues.length === 0 ? edit : null}
      </div>
    </section>
  );
}
