import { useEffect, useRef } from 'react';

export type EditorActions = Readonly<
  Record<'add' | 'undo' | 'redo' | 'remove' | 'duplicate' | 'chooseAll' | 'tidy', () => void>
>;

/** Which action a key is for: with Ctrl or ⌘, or alone. */
const withControl: Readonly<Record<string, keyof EditorActions>> = {
  z: 'undo',
  y: 'redo',
  d: 'duplicate',
  a: 'chooseAll',
};
const alone: Readonly<Record<string, keyof EditorActions>> = { '/': 'add', Delete: 'remove', Backspace: 'remove' };

/** The action that a key on the canvas is for, null for all others. */
export function actionOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): keyof EditorActions | null {
  if (shiftKey && altKey && key.toLowerCase() === 't') return 'tidy';
  if (altKey) return null;
  if (!ctrlKey && !metaKey) return alone[key] ?? null;
  const action = withControl[key.toLowerCase()] ?? null;
  if (shiftKey) return action === 'undo' ? 'redo' : null;
  return action;
}

/** What is typed into, and dialogs, have their keys for themselves. */
export function isTypedInto(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role=dialog]') !== null
  );
}

/** The keys of the editor, wherever on its page they are pressed. */
export function useEditorKeys(actions: EditorActions): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTypedInto(event.target)) return;
      const action = actionOf(event);
      if (action === null) return;
      event.preventDefault();
      latest.current[action]();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
