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
export class DraftSaver {
  readonly #options: Required<SaverOptions>;
  #version: number;
  #saved: JsonObject;
  #latest: JsonObject;
  #unsavedSince = 0;
  #saving: Promise<void> | null = null;
  #conflict = false;
  #cancel = () => {};

  constructor(options: SaverOptions) {
    this.#options = { now: Date.now, later: laterByClock, ...options };
    this.#version = options.version;
    this.#saved = options.draft;
    this.#latest = options.draft;
  }

  get version(): number {
    return this.#version;
  }

  /** Whether something is not saved yet. */
  get isDirty(): boolean {
    return this.#latest !== this.#saved;
  }

  /** The draft is another one now. */
  changed(draft: JsonObject): void {
    const { now, buffer, onKeeping } = this.#options;
    const first = !this.isDirty;
    this.#latest = draft;
    // Changed and changed back while nothing was sent: there is nothing to save.
    if (!this.isDirty && !this.#saving && !this.#conflict) {
      this.#settle();
      return;
    }
    if (first) this.#unsavedSince = now();
    buffer.write({ version: this.#version, draft });
    if (this.#conflict) return;
    onKeeping({ state: this.#saving ? 'saving' : 'unsaved' });
    if (!this.#saving) this.#plan(Math.max(0, Math.min(pause, this.#unsavedSince + longest - now())));
  }

  /** Saves at once what is not saved. @returns whether all is saved now */
  async flush(): Promise<boolean> {
    if (this.#conflict) return false;
    await this.#saving;
    if (this.isDirty) await this.#send(this.#version);
    return !this.isDirty;
  }

  /** Saves over what somebody else saved. */
  overwrite(): Promise<void> {
    return this.#send(undefined);
  }

  /** Goes on from a draft that the API has: nothing of one's own is left to be saved. */
  takeOver(draft: JsonObject, version: number): void {
    this.#version = version;
    this.#saved = draft;
    this.#latest = draft;
    this.#conflict = false;
    this.#settle();
  }

  /** Saves nothing more by itself; what is not saved stays in the browser. */
  stop(): void {
    this.#cancel();
  }

  #plan(ms: number): void {
    this.#cancel();
    this.#cancel = this.#options.later(ms, () => void this.#send(this.#version));
  }

  #settle(): void {
    this.#cancel();
    this.#options.buffer.clear();
    this.#options.onKeeping({ state: 'saved' });
  }

  #send(over: number | undefined): Promise<void> {
    this.#cancel();
    this.#saving ??= this.#sendNow(over).finally(() => {
      this.#saving = null;
    });
    return this.#saving;
  }

  async #sendNow(over: number | undefined): Promise<void> {
    const { save, now, buffer, onKeeping } = this.#options;
    const sent = this.#latest;
    onKeeping({ state: 'saving' });
    try {
      this.#version = await save(sent, over);
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#conflict = false;
    this.#saved = sent;
    if (!this.isDirty) {
      this.#settle();
      return;
    }
    this.#unsavedSince = now();
    buffer.write({ version: this.#version, draft: this.#latest });
    onKeeping({ state: 'unsaved' });
    this.#plan(pause);
  }

  #failed(error: unknown): void {
    const { onKeeping } = this.#options;
    this.#conflict = isProblem(error, 'version-conflict');
    if (this.#conflict) onKeeping({ state: 'conflict' });
    else if (!isProblem(error, 'offline')) onKeeping({ state: 'refused', error: asError(error) });
    else {
      onKeeping({ state: 'offline' });
      this.#plan(retryAfter);
    }
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
