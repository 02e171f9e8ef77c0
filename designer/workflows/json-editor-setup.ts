import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from '@codemirror/view';
import type { TFunction } from 'i18next';
import { issueLines } from './issue-lines.ts';
import { jsonEditorTheme } from './json-editor-theme.ts';

/** What the editor says by itself, by its own English. */
const phrases = [
  'Find',
  'Replace',
  'next',
  'previous',
  'all',
  'match case',
  'regexp',
  'by word',
  'replace',
  'replace all',
  'close',
  'current match',
  'on line',
  'replaced match on line $',
  'replaced $ matches',
  'Go to line',
  'go',
  'Diagnostics',
  'No diagnostics',
  'Folded lines',
  'Unfolded lines',
  'to',
  'folded code',
  'unfold',
  'Fold line',
  'Unfold line',
  'Selection deleted',
] as const;

type EditorSetup = {
  readonly label: string;
  /** Id of the text that says how Tab and Escape work. */
  readonly hint: string;
  readonly readOnly: boolean;
  readonly t: TFunction;
  readonly onChange: (text: string) => void;
};

/** After Escape, Tab goes on to what follows the editor, also when Escape had something else to close. */
const leaveByTab: KeyBinding = {
  key: 'Escape',
  run: (view) => {
    view.setTabFocusMode(2_000);
    return false;
  },
};

/** Everything the JSON editor is made of. Tab indents; Escape, then Tab leaves it, as its hint says. */
export function editorSetup({ label, hint, readOnly, t, onChange }: EditorSetup): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    foldGutter(),
    history(),
    drawSelection(),
    indentUnit.of('  '),
    indentOnInput(),
    bracketMatching(),
    json(),
    search({ top: true }),
    issueLines,
    jsonEditorTheme,
    Prec.highest(keymap.of([leaveByTab])),
    keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap, indentWithTab]),
    EditorState.readOnly.of(readOnly),
    EditorState.phrases.of(Object.fromEntries(phrases.map((phrase) => [phrase, t(`codeEditor.${phrase}`)]))),
    EditorView.contentAttributes.of({
      'aria-label': label,
      tabindex: '0',
      'aria-describedby': hint,
      ...(readOnly ? { 'aria-readonly': 'true' } : {}),
    }),
    EditorView.updateListener.of((update: ViewUpdate) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
}
