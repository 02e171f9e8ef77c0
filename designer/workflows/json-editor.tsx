import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Issue } from '../../domain/errors.ts';
import { diagnosticsOf } from './issue-lines.ts';
import { editorSetup } from './json-editor-setup.ts';

/** What a page can ask of the editor. */
export type JsonEditorHandle = { readonly showLine: (line: number) => void };

type JsonEditorProps = {
  readonly label: string;
  /** Id of the text that describes the keys. */
  readonly hint: string;
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly readOnly: boolean;
  /** The line it opens at, chosen. */
  readonly openAt?: number;
  readonly handle: RefObject<JsonEditorHandle | null>;
  readonly onChange: (text: string) => void;
};

function showLine(view: EditorView, number: number): void {
  const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
  view.dispatch({
    selection: { anchor: line.from, head: line.to },
    effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
  });
  view.focus();
}

/** JSON as text with numbered lines; lines with issues are marked and say them. */
export function JsonEditor(props: JsonEditorProps) {
  const { label, hint, text, issues, readOnly, openAt, handle, onChange } = props;
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ text, openAt, onChange });
  latest.current = { text, openAt, onChange };
  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: editorSetup({ label, hint, readOnly, t, onChange: (now) => latest.current.onChange(now) }),
      }),
    });
    view.current = made;
    handle.current = { showLine: (line) => showLine(made, line) };
    if (latest.current.openAt !== undefined) showLine(made, latest.current.openAt);
    return () => {
      handle.current = null;
      view.current = null;
      made.destroy();
    };
  }, [label, hint, readOnly, t, handle]);
  useEffect(() => {
    const current = view.current;
    if (!current || current.state.doc.toString() === text) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    const current = view.current;
    if (current) current.dispatch(setDiagnostics(current.state, [...diagnosticsOf(current.state.doc, issues)]));
  }, [issues]);
  return <div className="json-editor" ref={place} />;
}
