import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { JsonObject } from '../../domain/json.ts';
import type { Workflow } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { workflowPath } from '../workflows/use-workflow.ts';
import { draftBuffer } from './draft-buffer.ts';
import { DraftSaver, type Keeping } from './draft-saver.ts';
import { changed, historyOf, redone, settled, undone } from './history.ts';

/** The draft of a workflow while it is edited: with its history, saved by itself. */
export type Draft = ReturnType<typeof useDraft>;

export type DraftEdit = (draft: JsonObject) => JsonObject;

/** What saves the draft of a workflow, and the draft to begin with: what this browser kept, else what the API has. */
function useSaver({ key, draft = {}, draftVersion }: Workflow) {
  const client = useQueryClient();
  const [keeping, setKeeping] = useState<Keeping>({ state: 'saved' });
  const [{ saver, begun }] = useState(() => {
    const buffer = draftBuffer(window.localStorage, key);
    const buffered = buffer.read();
    const save = async (edited: JsonObject, over: number | undefined) => {
      const saved = await put<Workflow>(workflowPath(key), edited, over);
      client.setQueryData(['workflow', key], (before: Workflow | undefined) => ({ ...before, ...saved }));
      void client.invalidateQueries({ queryKey: ['workflows'] });
      return saved.draftVersion;
    };
    const version = buffered?.version ?? draftVersion;
    const saver = new DraftSaver({ version, draft, save, buffer, onKeeping: setKeeping });
    return { saver, begun: buffered?.draft ?? draft };
  });
  useEffect(() => {
    const online = () => void saver.flush();
    window.addEventListener('online', online);
    return () => {
      window.removeEventListener('online', online);
      void saver.flush();
      saver.stop();
    };
  }, [saver]);
  return { saver, begun, keeping };
}

/** What this browser kept of an earlier visit is gone on with; where somebody saved since, both are there to choose from. */
export function useDraft(workflow: Workflow) {
  const client = useQueryClient();
  const { key, draft = {}, draftVersion } = workflow;
  const { saver, begun, keeping } = useSaver(workflow);
  const [history, setHistory] = useState(() => changed(historyOf(draft), begun));
  const { present } = history;
  useEffect(() => saver.changed(present), [saver, present]);
  useEffect(() => {
    // Somebody else saved, and nothing of one's own is on its way: theirs is gone on with, and can be taken back.
    if (draftVersion <= saver.version || saver.isDirty) return;
    saver.takeOver(draft, draftVersion);
    setHistory((before) => changed(before, draft));
  }, [saver, draft, draftVersion]);

  const edit = useCallback(
    (change: DraftEdit, gesture: string | null = null) =>
      setHistory((before) => changed(before, change(before.present), gesture)),
    [],
  );
  const takeTheirs = async () => {
    const theirs = await get<Workflow>(workflowPath(key));
    saver.takeOver(theirs.draft ?? {}, theirs.draftVersion);
    setHistory((before) => changed(before, theirs.draft ?? {}));
    client.setQueryData(['workflow', key], theirs);
  };
  return {
    draft: present,
    keeping,
    edit,
    /** What is typed from now on is a step of its own. */
    settle: useCallback(() => setHistory(settled), []),
    undo: useCallback(() => setHistory(undone), []),
    redo: useCallback(() => setHistory(redone), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    /** Saves at once. @returns whether all is saved */
    flush: useCallback(() => saver.flush(), [saver]),
    /** After a conflict: one's own draft over theirs, or theirs in place of it, which can be undone. */
    keepMine: () => saver.overwrite(),
    takeTheirs,
  };
}
