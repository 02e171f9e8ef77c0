import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const mono = '12.5px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

/** The editor in the variables of the theme: it follows light and dark by itself. */
const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--panel)', color: 'var(--text)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { font: mono },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--bg)', color: 'var(--soft)', borderRight: '1px solid var(--line)' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 8px 0 10px', minWidth: '34px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLineGutter': { color: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer', color: 'var(--soft)' },
  '.cm-foldPlaceholder': { background: 'var(--grey-soft)', border: '0', color: 'var(--grey)', padding: '0 6px' },
  '.cm-line.cm-line-error': { backgroundColor: 'var(--red-soft)' },
  '.cm-line.cm-line-warning': { backgroundColor: 'var(--amber-soft)' },
  '.cm-gutterElement.cm-line-error': { color: 'var(--red)', fontWeight: '700' },
  '.cm-gutterElement.cm-line-warning': { color: 'var(--amber)', fontWeight: '700' },
  '.cm-lintRange': { backgroundImage: 'none', textUnderlineOffset: '3px' },
  '.cm-lintRange.cm-lintRange-error': { textDecoration: 'underline wavy 1px var(--red)' },
  '.cm-lintRange.cm-lintRange-warning': { textDecoration: 'underline wavy 1px var(--amber)' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '8px',
    backgroundColor: 'var(--panel)',
    color: 'var(--text)',
    boxShadow: 'var(--float)',
    maxWidth: '460px',
  },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '0', font: '13px/1.4 inherit', whiteSpace: 'pre-wrap' },
  '.cm-panels': { backgroundColor: 'var(--bg)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '8px 32px 8px 10px', fontSize: '13px' },
  '.cm-textfield, .cm-button': {
    minHeight: '28px',
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    backgroundColor: 'var(--panel)',
    backgroundImage: 'none',
    color: 'var(--text)',
    fontSize: '13px',
  },
  '.cm-panel.cm-search [name=close]': { width: '24px', height: '24px', color: 'var(--text)', fontSize: '16px' },
  '.cm-searchMatch': { backgroundColor: 'var(--amber-soft)', outline: '1px solid var(--amber)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--grey-soft)' },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--teal)' },
  { tag: tags.number, color: 'var(--orange)' },
  { tag: [tags.bool, tags.null], color: 'var(--blue)' },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: 'var(--soft)' },
]);

/** Colours of the text and everything around it. */
export const jsonEditorTheme: Extension = [look, syntaxHighlighting(colours)];
