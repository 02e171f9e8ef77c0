import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workflow } from '../api/answers.ts';
import { graphOf, triggerId } from '../canvas/graph.ts';
import { outletName, stepName } from '../canvas/step-text.ts';
import { useWords } from '../i18n/words.ts';
import { ProblemsDrawer } from '../workflows/problems-drawer.tsx';
import { StepSettings } from '../workflows/step-settings.tsx';
import { useIssues } from '../workflows/use-issues.ts';
import { useMarks } from '../workflows/use-marks.ts';
import type { LineStart } from './edit-steps.ts';
import { EditableCanvas } from './editable-canvas.tsx';
import { EditorToolbar } from './editor-toolbar.tsx';
import { KeepingProblem } from './keeping-note.tsx';
import { StepPalette } from './step-palette.tsx';
import type { Draft } from './use-draft.ts';
import { type Editor as EditorState, useEditor } from './use-editor.ts';
import { useEditorKeys } from './use-editor-keys.ts';
import '../workflows/editor.css';
import './editing.css';

/** The lines of the canvas that take a new step: their beginnings, and what they are called. */
function useInsert({ view, addAt }: EditorState) {
  const { t } = useTranslation();
  const words = useWords();
  return useMemo(() => {
    const edges = new Map(graphOf(view).edges.map((edge) => [edge.id, edge]));
    const nameOf = (id: string) => {
      const { from = triggerId, outlets = [], named = false } = edges.get(id) ?? {};
      if (from === triggerId) return t('editor.insertBegin');
      const step = view.steps[from];
      const name = stepName(step, from, words);
      const outlet = outlets.map((one) => outletName(step, one, words)).join(' · ');
      return named ? t('editor.insertOutlet', { name, outlet }) : t('editor.insertAfter', { name });
    };
    const onInsert = (id: string) => {
      const { from = triggerId, outlets = [] } = edges.get(id) ?? {};
      const [first, ...also] = outlets.map((outlet): LineStart => ({ stepId: from, outlet }));
      addAt({ from: first ?? 'triggers', also });
    };
    return { nameOf, onInsert };
  }, [view, addAt, t, words]);
}

/** What a step is about to be put behind, in words. */
function usePlaceName({ view, place }: EditorState): string {
  const { t } = useTranslation();
  const words = useWords();
  if (!place || place.from === 'triggers') return t('editor.placeBegin');
  const { stepId, outlet } = place.from;
  const step = view.steps[stepId];
  const name = stepName(step, stepId, words);
  if (Object.keys(step?.next ?? {}).length < 2) return t('editor.placeAfter', { name });
  return t('editor.placeOutlet', { name, outlet: outletName(step, outlet, words) });
}

/** How often the draft has each type of step. */
const usesOf = ({ view }: EditorState): ReadonlyMap<string, number> =>
  Object.values(view.steps).reduce(
    (uses, { type }) => uses.set(type, (uses.get(type) ?? 0) + 1),
    new Map<string, number>(),
  );

/** The draft as it is drawn: canvas, problems below, settings of the chosen step beside it. All of it saves itself. */
export function Editor({ workflow, draft }: { readonly workflow: Workflow; readonly draft: Draft }) {
  const editor = useEditor(draft);
  useEditorKeys(editor.actions);
  const { view, chosen, choose, actions } = editor;
  const insert = useInsert(editor);
  const place = usePlaceName(editor);
  const issues = useIssues(workflow, draft.draft, draft.keeping.state !== 'saved');
  const marks = useMarks(workflow);
  const [only] = chosen.size === 1 ? chosen : [];
  return (
    <div className={`editor${only ? ' with-settings' : ''}`}>
      <div className="editor-middle">
        <EditorToolbar draft={draft} actions={actions} chosen={chosen.has(triggerId) ? chosen.size - 1 : chosen.size} />
        <KeepingProblem {...draft} />
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
        <ProblemsDrawer
          definition={view}
          issues={issues}
          onOpen={(issue) => choose(new Set([issue.stepId ?? triggerId]))}
        />
      </div>
      {only ? <StepSettings definition={view} id={only} onClose={() => choose(new Set())} /> : null}
      {editor.place ? (
        <StepPalette place={place} uses={usesOf(editor)} onChoose={editor.addStep} onClose={editor.stopAdding} />
      ) : null}
    </div>
  );
}
