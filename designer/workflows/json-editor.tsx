import { type RefObject, useMemo } from 'react';
import type { Issue } from '../../domain/errors.ts';
import { lineOf, linesOfPlaces } from './json-places.ts';

type JsonEditorProps = {
  readonly label: string;
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly readOnly: boolean;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly onChange: (text: string) => void;
};

/** Inserts two spaces for Tab; Escape first gives Tab back to the page. */
function indentOnTab(event: React.KeyboardEvent<HTMLTextAreaElement>, onChange: (text: string) => void): void {
  if (event.key === 'Escape') {
    event.currentTarget.dataset.leave = 'true';
    return;
  }
  if (event.key !== 'Tab' || event.shiftKey || event.currentTarget.dataset.leave === 'true') return;
  event.preventDefault();
  const area = event.currentTarget;
  const { selectionStart, selectionEnd, value } = area;
  onChange(`${value.slice(0, selectionStart)}  ${value.slice(selectionEnd)}`);
  window.requestAnimationFrame(() => area.setSelectionRange(selectionStart + 2, selectionStart + 2));
}

/** A text area with line numbers; lines with issues are marked. */
export function JsonEditor({ label, text, issues, readOnly, area, onChange }: JsonEditorProps) {
  const count = text.split('\n').length;
  const marks = useMemo(() => {
    const places = linesOfPlaces(text);
    const found = new Map<number, Issue['severity']>();
    for (const issue of issues) {
      const line = lineOf(places, issue.path);
      if (found.get(line) !== 'error') found.set(line, issue.severity);
    }
    return found;
  }, [text, issues]);
  const classOf = (line: number) => (marks.get(line) === 'error' ? 'marked' : marks.has(line) ? 'warned' : undefined);
  return (
    <div className="json-editor">
      <div className="json-lines" aria-hidden>
        {Array.from({ length: count }, (_, index) => index + 1).map((line) => (
          <div key={line} className={classOf(line)}>
            {line}
          </div>
        ))}
      </div>
      <textarea
        ref={area}
        aria-label={label}
        value={text}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        rows={count}
        wrap="off"
        style={{ height: count * 20 + 24 }}
        onFocus={(event) => {
          event.currentTarget.dataset.leave = 'false';
        }}
        onKeyDown={(event) => indentOnTab(event, onChange)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
