import { useMemo, useState } from 'react';
import type { JsonObject } from '../../domain/json.ts';
import type { Point } from '../canvas/layout.ts';
import { stepsOf } from './draft-parts.ts';
import { cardsMoved, tidied } from './edit-layout.ts';
import { connected, freeOutlet, type LineStart, stepAdded, stepsDuplicated, stepsRemoved } from './edit-steps.ts';
import { editView, placeToAdd } from './edit-view.ts';
import { useClipboard } from './use-clipboard.ts';
import type { Draft } from './use-draft.ts';
import type { EditorActions } from './use-editor-keys.ts';

const nothing: ReadonlySet<string> = new Set();

export type Editor = ReturnType<typeof useEditor>;

/** A place for a step: the line it goes into, and all outlets that share this line. */
export type AddPlace = { readonly from: LineStart; readonly also: readonly LineStart[] };

/** What is chosen on the canvas, what is done with it, and where a step is about to be added. */
export function useEditor(draft: Draft) {
  const { draft: document, edit } = draft;
  const view = useMemo(() => editView(document), [document]);
  const [chosenBefore, choose] = useState<ReadonlySet<string>>(nothing);
  const [place, setPlace] = useState<AddPlace | null>(null);
  // What is gone is not chosen any more; the card of the triggers is always there.
  const chosen = useMemo(() => kept(chosenBefore, document), [chosenBefore, document]);
  const steps = [...chosen].filter((id) => Object.hasOwn(stepsOf(document), id));
  useClipboard(draft, { steps, choose });
  const actions: EditorActions = {
    add: () => setPlace({ from: placeToAdd(document, steps.at(-1) ?? null), also: [] }),
    undo: draft.undo,
    redo: draft.redo,
    remove: () => edit((before) => stepsRemoved(before, steps)),
    duplicate() {
      const copy = stepsDuplicated(document, steps);
      edit(() => copy.draft);
      choose(new Set(copy.stepIds));
    },
    chooseAll: () => choose(new Set(Object.keys(stepsOf(document)))),
    tidy: () => edit((before) => tidied(before, view, steps)),
  };
  return {
    view,
    chosen,
    choose,
    actions,
    place,
    addAt: setPlace,
    stopAdding: () => setPlace(null),
    addStep(type: string) {
      if (!place) return;
      const { draft: added, stepId } = stepAdded(document, type, place.from);
      edit(() => place.also.reduce((after, from) => connected(after, from, stepId), added));
      choose(new Set([stepId]));
      setPlace(null);
    },
    move: (moved: ReadonlyMap<string, Point>, shown: ReadonlyMap<string, Point>, gesture: string | null = null) =>
      edit((before) => cardsMoved(before, moved, shown), gesture),
    connect(from: string, to: string) {
      edit((before) => {
        if (!Object.hasOwn(stepsOf(before), to)) return before;
        if (!Object.hasOwn(stepsOf(before), from)) return connected(before, 'triggers', to);
        const outlet = freeOutlet(before, from);
        return outlet === null ? before : connected(before, { stepId: from, outlet }, to);
      });
    },
  };
}

const kept = (chosen: ReadonlySet<string>, document: JsonObject) => {
  const left = [...chosen].filter((id) => id.startsWith('$') || Object.hasOwn(stepsOf(document), id));
  return left.length === chosen.size ? chosen : new Set(left);
};
