/**
 * A document with everything that was done to it. Documents are never changed in place, so what is kept of each costs only
 * what differs, and undo gives back the very document of before.
 */
export type History<T> = {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** What the last change belongs to: more of the same gesture is no step of its own. */
  readonly gesture: string | null;
};

/** The history of a document to which nothing was done yet. */
export function historyOf<T>(present: T): History<T> {
  return { past: [], present, future: [], gesture: null };
}

/**
 * The document as it is after a change. Changes with one `gesture`, such as what is typed into one field, are one step
 * until something else happens; a change that changes nothing is none.
 */
export function changed<T>(history: History<T>, present: T, gesture: string | null = null): History<T> {
  if (present === history.present) return history;
  const same = gesture !== null && gesture === history.gesture;
  return { past: same ? history.past : [...history.past, history.present], present, future: [], gesture };
}

/** The gesture is over: the next change is a step of its own. */
export function settled<T>(history: History<T>): History<T> {
  return history.gesture === null ? history : { ...history, gesture: null };
}

/** One step back; the same history where there is none. */
export function undone<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const before = past.at(-1);
  if (before === undefined) return { past, present, future, ...rest };
  return { past: past.slice(0, -1), present: before, future: [present, ...future], gesture: null };
}

/** One step forward again; the same history where nothing was taken back. */
export function redone<T>({ past, present, future, ...rest }: History<T>): History<T> {
  const [after, ...later] = future;
  if (after === undefined) return { past, present, future, ...rest };
  return { past: [...past, present], present: after, future: later, gesture: null };
}
