import { useState } from 'react';

/** Rows of a list that are chosen, by id. */
export type Selection = {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  /** Chooses exactly these. */
  readonly choose: (ids: readonly string[]) => void;
};

const nothing: ReadonlySet<string> = new Set();

export function useSelection(): Selection {
  const [ids, setIds] = useState(nothing);
  return {
    ids,
    toggle: (id) =>
      setIds((before) => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    choose: (chosen) => setIds(new Set(chosen)),
  };
}
