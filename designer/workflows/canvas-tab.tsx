import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Workflow } from '../api/answers.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { stepName } from '../canvas/step-text.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { Problems } from './problems.tsx';
import { StepSettings } from './step-settings.tsx';
import { useMarks } from './use-marks.ts';
import './editor.css';

/** The draft on the canvas with its counts, its problems below, the settings of the chosen card beside it. */
export function CanvasTab({ workflow, definition }: { workflow: Workflow; definition: DefinitionView }) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState<string | null>(null);
  const issues = workflow.issues ?? [];
  const marks = useMarks(workflow);
  const words = useWords();
  const mayEdit = useMay('workflow:edit');
  const edit = mayEdit ? (
    <Link className="drawer-link" to="?tab=json">
      {t('canvas.edit')}
    </Link>
  ) : null;
  return (
    <div className={`editor${selected ? ' with-settings' : ''}`}>
      <div className="editor-middle">
        <WorkflowCanvas
          definition={definition}
          issues={issues}
          marks={marks}
          selected={selected}
          onSelect={setSelected}
        />
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
              onOpen={(issue) => setSelected(issue.stepId ?? null)}
            />
            {issues.length === 0 ? edit : null}
          </div>
        </section>
      </div>
      {selected ? <StepSettings definition={definition} id={selected} onClose={() => setSelected(null)} /> : null}
    </div>
  );
}
