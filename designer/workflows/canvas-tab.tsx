import { useState } from 'react';
import type { Workflow } from '../api/answers.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { ProblemsDrawer } from './problems-drawer.tsx';
import { StepSettings } from './step-settings.tsx';
import { useMarks } from './use-marks.ts';
import './editor.css';

/** The draft on the canvas with its counts, its problems below, the settings of the chosen card beside it: to look at. */
export function CanvasTab({ workflow, definition }: { workflow: Workflow; definition: DefinitionView }) {
  const [selected, setSelected] = useState<string | null>(null);
  const issues = workflow.issues ?? [];
  const marks = useMarks(workflow);
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
        <ProblemsDrawer definition={definition} issues={issues} onOpen={(issue) => setSelected(issue.stepId ?? null)} />
      </div>
      {selected ? <StepSettings definition={definition} id={selected} onClose={() => setSelected(null)} /> : null}
    </div>
  );
}
