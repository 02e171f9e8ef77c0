import { type Diagnostic, forEachDiagnostic, setDiagnosticsEffect } from '@codemirror/lint';
import { type EditorState, type Extension, RangeSetBuilder, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutterLineClass } from '@codemirror/view';
import type { Issue } from '../../domain/errors.ts';
import { lineOf, linesOfPlaces } from './json-places.ts';

/** Issues of a definition at the lines of its text that they are about. */
export function diagnosticsOf(doc: Text, issues: readonly Issue[]): readonly Diagnostic[] {
  const places = linesOfPlaces(doc.toString());
  return issues.map((issue) => {
    const line = doc.line(Math.min(lineOf(places, issue.path), doc.lines));
    const from = line.from + (line.text.length - line.text.trimStart().length);
    return { from, to: Math.max(from, line.to), severity: issue.severity, message: issue.message };
  });
}

class LineMark extends GutterMarker {
  override readonly elementClass: string;

  constructor(elementClass: string) {
    super();
    this.elementClass = elementClass;
  }
}

const classes = { error: 'cm-line-error', warning: 'cm-line-warning' } as const;
const marks = { error: new LineMark(classes.error), warning: new LineMark(classes.warning) } as const;

/** The gravest issue of each line that has one, by where the line begins. */
function gravest(state: EditorState): readonly (readonly [number, keyof typeof classes])[] {
  const lines = new Map<number, keyof typeof classes>();
  forEachDiagnostic(state, ({ severity }, from) => {
    const at = state.doc.lineAt(from).from;
    if (lines.get(at) !== 'error') lines.set(at, severity === 'error' ? 'error' : 'warning');
  });
  return [...lines].sort(([a], [b]) => a - b);
}

function decorate(state: EditorState): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const [at, severity] of gravest(state)) builder.add(at, at, Decoration.line({ class: classes[severity] }));
  return builder.finish();
}

function gutter(state: EditorState) {
  const builder = new RangeSetBuilder<GutterMarker>();
  for (const [at, severity] of gravest(state)) builder.add(at, at, marks[severity]);
  return builder.finish();
}

const field = StateField.define({
  create: (state) => ({ lines: decorate(state), numbers: gutter(state) }),
  update: (before, transaction) =>
    transaction.docChanged || transaction.effects.some((effect) => effect.is(setDiagnosticsEffect))
      ? { lines: decorate(transaction.state), numbers: gutter(transaction.state) }
      : before,
  provide: (self) => [
    EditorView.decorations.from(self, ({ lines }) => lines),
    gutterLineClass.from(self, ({ numbers }) => numbers),
  ],
});

/** Marks the lines of issues, and their numbers. */
export const issueLines: Extension = field;
