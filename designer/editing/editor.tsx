import { useMemo, useState } from 'react';
import type { Issue } from '../../domain/errors.ts';
import type { Workflow } from '../api/answers.ts';
import { graphOf, triggerId } from '../canvas/graph.ts';
import { ProblemsDrawer } from '../workflows/problems-drawer.tsx';
import { StepSettings } from '../workflows/step-settings.tsx';
import { useIssues } from '../workflows/use-issues.ts';
import { useMarks } from '../workflows/use-marks.ts';
import { enrollmentOf } from './draft-parts.ts';
import { gestureOf, settingsChanged } from './edit-settings.ts';
import { EditableCanvas } from './editable-canvas.tsx';
import { EditorToolbar } from './editor-toolbar.tsx';
import { KeepingProblem } from './keeping-note.tsx';
import { Outline } from './outline.tsx';
import { StepPalette } from './step-palette.tsx';
import type { Draft } from './use-draft.ts';
import { type Editor as EditorState, useEditor } from './use-editor.ts';
import { useEditorKeys } from './use-editor-keys.ts';
import { type LineName, useLineName } from './use-line-name.ts';
import '../workflows/editor.css';
import './editing.css';

/** The lines of the canvas that take a new step: what they are called, and what their "+" does. */
function useInsert({ view, addAt }: EditorState, lineName: LineName) {
  return useMemo(() => {
    const edges = new Map(graphOf(view).edges.map((edge) => [edge.id, edge]));
    const lineOf = (id: string) => {
      const { from = triggerId, outlets = [] } = edges.get(id) ?? {};
      const [first, ...also] = outlets.map((outlet) => ({ stepId: from, outlet }));
      return { from: first ?? ('triggers' as const), also };
    };
    return {
      nameOf(id: string) {
        const { from, also } = lineOf(id);
        return lineName(
          from,
          'insert',
          also.map(({ outlet }) => outlet),
        );
      },
      onInsert: (id: string) => addAt(lineOf(id)),
    };
  }, [view, addAt, lineName]);
}

/** How often the draft has each type of step. */
const usesOf = ({ view }: EditorState): ReadonlyMap<string, number> =>
  Object.values(view.steps).reduce(
    (uses, { type }) => uses.set(type, (uses.get(type) ?? 0) + 1),
    new Map<string, number>(),
  );

/** The choice of a step type, while one is about to be added. */
function Adding({ editor, lineName }: { readonly editor: EditorState; readonly lineName: LineName }) {
  const { place, addStep, stopAdding } = editor;
  if (!place) return null;
  return (
    <StepPalette place={lineName(place.from, 'place')} uses={usesOf(editor)} onChoose={addStep} onClose={stopAdding} />
  );
}

type ChosenProps = {
  readonly id: string;
  readonly draft: Draft;
  readonly editor: EditorState;
  readonly issues: readonly Issue[];
};

/** The settings of the one chosen card. */
function ChosenSettings({ id, draft, editor: { view, choose }, issues }: ChosenProps) {
  return (
    <StepSettings
      definition={view}
      id={id}
      issues={issues}
      enrollment={enrollmentOf(draft.draft)}
      onChange={(change) => draft.edit((before) => settingsChanged(before, change), gestureOf(change))}
      onLeave={draft.settle}
      onClose={() => choose(new Set())}
    />
  );
}

/** The draft as it is drawn: canvas, problems below, settings of the chosen step beside it. All of it saves itself. */
export function Editor({ workflow, draft }: { readonly workflow: Workflow; readonly draft: Draft }) {
  const editor = useEditor(draft);
  useEditorKeys(editor.actions);
  const { view, chosen, choose, actions } = editor;
  const lineName = useLineName(view);
  const insert = useInsert(editor, lineName);
  const [asList, showAsList] = useState(false);
  const issues = useIssues(workflow, draft.draft, draft.keeping.state !== 'saved');
  const marks = useMarks(workflow);
  const [only] = chosen.size === 1 ? chosen : [];
  return (
    <div className={`editor${only ? ' with-settings' : ''}`}>
      <div className="editor-middle">
        <EditorToolbar
          draft={draft}
          actions={actions}
          chosen={chosen.has(triggerId) ? chosen.size - 1 : chosen.size}
          asList={asList}
          onAsList={showAsList}
        />
        <KeepingProblem {...draft} />
        <div className="editor-work">
          {asList ? <Outline editor={editor} lineName={lineName} /> : null}
          <EditableCanvas
            definition={view}
            issues={issues}
            marks={marks}
            chosen={chosen}
            insert={insert}
            onChoose={choose}
            onMove={editor.move}
            onConnect={editor.connect}
          />
        </div>
        <ProblemsDrawer
          definition={view}
          issues={issues}
          onOpen={(issue) => choose(new Set([issue.stepId ?? triggerId]))}
        />
      </div>
      {only ? <ChosenSettings id={only} draft={draft} editor={editor} issues={issues} /> : null}
      <Adding editor={editor} lineName={lineName} />
    </div>
  );
}
