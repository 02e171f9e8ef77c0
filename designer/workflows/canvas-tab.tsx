import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import type { SimulationResult as Simulation } from '../../domain/run/simulation/simulation.ts';
import type { Workflow } from '../api/answers.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { litPath } from '../canvas/lit-path.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { Problems } from './problems.tsx';
import { SimulationResult } from './simulation-result.tsx';
import { StepSettings } from './step-settings.tsx';
import { useMarks } from './use-marks.ts';

type CanvasTabProps = {
  readonly workflow: Workflow;
  readonly definition: DefinitionView;
  readonly simulation: Simulation | null;
  readonly onCloseSimulation: () => void;
};

/** The draft on the canvas, its problems or a simulation below, the settings of the chosen card beside it. */
export function CanvasTab({ workflow, definition, simulation, onCloseSimulation }: CanvasTabProps) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState<string | null>(null);
  const issues = workflow.issues ?? [];
  const marks = useMarks(workflow);
  const openIssue = (issue: Issue) => setSelected(issue.stepId ?? null);
  return (
    <div className={`editor${selected ? ' with-settings' : ''}`}>
      <div className="editor-middle">
        <WorkflowCanvas
          definition={definition}
          issues={issues}
          lit={simulation ? litPath(definition, simulation.path) : null}
          {...(simulation ? {} : { marks })}
          selected={selected}
          onSelect={setSelected}
        />
        <section className="drawer" aria-label={simulation ? t('simulation.title') : t('problems.title')}>
          <div className="drawer-head">
            <h2 className="box-title grow" style={{ margin: '2px 0 6px' }}>
              {simulation ? t('simulation.title') : t('problems.titleCount', { count: issues.length })}
            </h2>
            {simulation ? <CloseButton aria-label={t('simulation.close')} onClick={onCloseSimulation} /> : null}
          </div>
          <div className="drawer-body">
            {simulation ? (
              <SimulationResult simulation={simulation} definition={definition} />
            ) : (
              <Problems issues={issues} onOpen={openIssue} />
            )}
          </div>
        </section>
      </div>
      {selected ? <StepSettings definition={definition} id={selected} onClose={() => setSelected(null)} /> : null}
    </div>
  );
}
