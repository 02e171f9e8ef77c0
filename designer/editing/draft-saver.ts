import type { JsonObject } from '../../domain/json.ts';
import { isProblem } from '../api/problem.ts';
import type { DraftBuffer } from './draft-buffer.ts';

/**
 * How a draft is kept. `offline`: in this browser until the API can be reached; `conflict`: somebody else saved another one,
 * and nothing is saved until it is decided which; `refused`: the API does not take it as it is.
 */
export type Keeping =
  | { readonly state: 'saved' | 'unsaved' | 'saving' | 'offline' | 'conflict' }
  | { readonly state: 'refused'; readonly error: Error };

type SaverOptions = {
  /** The version that the draft was loaded with. */
  readonly version: number;
  readonly draft: JsonObject;
  /** Saves over a version, or over whatever is there. @returns the version it became */
  readonly save: (draft: JsonObject, over: number | undefined) => Promise<number>;
  readonly buffer: DraftBuffer;
  readonly onKeeping: (keeping: Keeping) => void;
  readonly now?: () => number;
  /** @returns what calls it off */
  readonly later?: (ms: number, work: () => void) => () => void;
};

export type DraftSaver = ReturnType<typeof createDraftSaver>;

/** After the last change, and at most after the first one, in ms: together with the saving itself under 5 seconds. */
const pause = 1000;
const longest = 3500;
const retryAfter = 4000;

const laterByClock = (ms: number, work: () => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/**
 * Saves a draft by itself soon after each change, one save at a time, and keeps it in the browser until then: who closes
 * the tab, or loses the network, loses nothing.
 */
export function createDraftSaver(options: SaverOptions) {
  const { save, buffer, onKeeping, now = Date.now, later = laterByClock } = options;
  let { version, draft: saved } = options;
  let latest = saved;
  let unsavedSince = 0;
  let cancel = () => {};
  let saving: Promise<void> | null = null;
  let conflict = false;

  const plan = (ms: number) => {
    cancel();
    cancel = later(ms, () => void send(version));
  };
  const failed = (error: unknown) => {
    conflict = isProblem(error, 'version-conflict');
    if (conflict) return onKeeping({ state: 'conflict' });
    if (!isProblem(error, 'offline')) return onKeeping({ state: 'refused', error: asError(error) });
    onKeeping({ state: 'offline' });
    plan(retryAfter);
  };
  const send = (over: number | undefined): Promise<void> => {
    cancel();
    saving ??= sendNow(over).finally(() => {
      saving = null;
    });
    return saving;
  };
  const sendNow = async (over: number | undefined) => {
    const sent = latest;
    onKeeping({ state: 'saving' });
    try {
      version = await save(sent, over);
    } catch (error) {
      failed(error);
      return;
    }
    conflict = false;
    saved = sent;
    if (latest === sent) return settle();
    unsavedSince = now();
    buffer.write({ version, draft: latest });
    onKeeping({ state: 'unsaved' });
    plan(pause);
  };
  const settle = () => {
    cancel();
    buffer.clear();
    onKeeping({ state: 'saved' });
  };

  return {
    version: () => version,
    /** Whether something is not saved yet. */
    isDirty: () => latest !== saved,
    /** The draft is another one now. */
    changed(draft: JsonObject) {
      const first = latest === saved;
      latest = draft;
      if (conflict) return buffer.write({ version, draft });
      // Changed and changed back while nothing was sent: there is nothing to save.
      if (latest === saved && saving === null) return settle();
      if (first) unsavedSince = now();
      buffer.write({ version, draft });
      onKeeping({ state: saving ? 'saving' : 'unsaved' });
      if (!saving) plan(Math.max(0, Math.min(pause, unsavedSince + longest - now())));
    },
    /** Saves at once what is not saved. @returns whether all is saved now */
    async flush(): Promise<boolean> {
      if (conflict) return false;
      await saving;
      if (latest !== saved) await send(version);
      return latest === saved;
    },
    /** Saves over what somebody else saved. */
    overwrite: () => send(undefined),
    /** Goes on from a draft that the API has: nothing of one's own is left to be saved. */
    takeOver(draft: JsonObject, of: number) {
      [version, saved, latest, conflict] = [of, draft, draft, false];
      settle();
    },
    /** Saves nothing more by itself; what is not saved stays in the browser. */
    stop: () => cancel(),
  };
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
